/** From rewards to advantages over the groups of a step: one file per estimator. */
@NullMarked
package io.kafkagrpo.rl.advantage;

import org.jspecify.annotations.NullMarked;
