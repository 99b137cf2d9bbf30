/** Training runs that are compared: what is asked of each, and looking back at it. */
@NullMarked
package io.kafkagrpo.cli.bench.training;

import org.jspecify.annotations.NullMarked;
