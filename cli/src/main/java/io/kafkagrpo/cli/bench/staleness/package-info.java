/** Measuring what staleness costs and saves. */
@NullMarked
package io.kafkagrpo.cli.bench.staleness;

import org.jspecify.annotations.NullMarked;
