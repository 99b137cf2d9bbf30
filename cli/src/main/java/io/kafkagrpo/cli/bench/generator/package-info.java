/** Measuring many generators that come and go, without models. */
@NullMarked
package io.kafkagrpo.cli.bench.generator;

import org.jspecify.annotations.NullMarked;
