/** Reward functions behind HTTP, and judges. */
@NullMarked
package io.kafkagrpo.task.reward.http;

import org.jspecify.annotations.NullMarked;
