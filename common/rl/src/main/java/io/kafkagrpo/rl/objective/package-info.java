/** The loss of a training step and its slope by each log-probability, sample by sample. */
@NullMarked
package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.NullMarked;
