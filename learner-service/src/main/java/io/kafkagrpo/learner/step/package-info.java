/** One training step: batch, objective, optimizer. */
@NullMarked
package io.kafkagrpo.learner.step;

import org.jspecify.annotations.NullMarked;
