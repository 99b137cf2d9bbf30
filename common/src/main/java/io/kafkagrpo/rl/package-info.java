/** Advantages, the GRPO objective and its slope, loss weighting, staleness, statistics: pure functions on arrays. */
@NullMarked
package io.kafkagrpo.rl;

import org.jspecify.annotations.NullMarked;
