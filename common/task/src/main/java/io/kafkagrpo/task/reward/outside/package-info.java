/** All kinds of reward functions that aren't built in, under one roof. */
@NullMarked
package io.kafkagrpo.task.reward.outside;

import org.jspecify.annotations.NullMarked;
