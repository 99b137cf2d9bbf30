/** Reward functions in jars. */
@NullMarked
package io.kafkagrpo.task.reward.plugin;

import org.jspecify.annotations.NullMarked;
