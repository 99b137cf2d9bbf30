@NullMarked
package io.kafkagrpo.learner;

import org.jspecify.annotations.NullMarked;
