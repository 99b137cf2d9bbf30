/** Reward functions in processes of their own. */
@NullMarked
package io.kafkagrpo.task.reward.process;

import org.jspecify.annotations.NullMarked;
