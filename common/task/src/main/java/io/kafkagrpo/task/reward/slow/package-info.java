/** What all slow reward functions share: lanes of threads, batches, time limits, and waiting for a required one. */
@NullMarked
package io.kafkagrpo.task.reward.slow;

import org.jspecify.annotations.NullMarked;
