/** The policy terms of the loss with their slopes in closed form: one file per algorithm. */
@NullMarked
package io.kafkagrpo.rl.objective.term;

import org.jspecify.annotations.NullMarked;
