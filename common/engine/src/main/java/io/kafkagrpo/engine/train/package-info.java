/** Gradients and optimizer steps, on one device or several. */
@NullMarked
package io.kafkagrpo.engine.train;

import org.jspecify.annotations.NullMarked;
