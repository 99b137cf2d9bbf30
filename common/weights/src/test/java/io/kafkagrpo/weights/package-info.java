@NullMarked
package io.kafkagrpo.weights;

import org.jspecify.annotations.NullMarked;
