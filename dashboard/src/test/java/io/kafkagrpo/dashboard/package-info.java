@NullMarked
package io.kafkagrpo.dashboard;

import org.jspecify.annotations.NullMarked;
