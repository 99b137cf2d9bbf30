/** Measuring the engine, its memory and its endurance. */
@NullMarked
package io.kafkagrpo.cli.bench;

import org.jspecify.annotations.NullMarked;
