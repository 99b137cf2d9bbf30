/** Helpers for texts that people write. */
@NullMarked
package io.kafkagrpo.task.text;

import org.jspecify.annotations.NullMarked;
