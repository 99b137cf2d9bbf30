/** Reward functions, one class each behind RewardFunction. */
@NullMarked
package io.kafkagrpo.task.reward;

import org.jspecify.annotations.NullMarked;
