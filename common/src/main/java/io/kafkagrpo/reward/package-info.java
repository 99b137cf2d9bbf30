/** Reward functions, one class each behind RewardFunction. */
@NullMarked
package io.kafkagrpo.reward;

import org.jspecify.annotations.NullMarked;
