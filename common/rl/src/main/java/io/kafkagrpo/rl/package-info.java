/** Advantages, schedules, filters of groups, staleness, statistics: pure functions on arrays. */
@NullMarked
package io.kafkagrpo.rl;

import org.jspecify.annotations.NullMarked;
