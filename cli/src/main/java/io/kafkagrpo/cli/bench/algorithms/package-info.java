/** Compares presets of the objective at several bounds of staleness. */
@NullMarked
package io.kafkagrpo.cli.bench.algorithms;

import org.jspecify.annotations.NullMarked;
