/** The log of a run that never was, for benches of what reads one. */
@NullMarked
package io.kafkagrpo.cli.bench.log;

import org.jspecify.annotations.NullMarked;
