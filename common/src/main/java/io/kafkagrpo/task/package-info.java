/** Problems, datasets, prompt rendering and answer extraction. */
@NullMarked
package io.kafkagrpo.task;

import org.jspecify.annotations.NullMarked;
