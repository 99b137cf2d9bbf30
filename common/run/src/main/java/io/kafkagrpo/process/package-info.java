/** A service's life: its loop, its environment, its exit codes. */
@NullMarked
package io.kafkagrpo.process;

import org.jspecify.annotations.NullMarked;
