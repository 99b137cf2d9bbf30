/** Services that are killed at any instant, and what their run's log must say all the same. */
@NullMarked
package io.kafkagrpo.system.kill;

import org.jspecify.annotations.NullMarked;
