@NullMarked
package io.kafkagrpo.cli.bench.algorithms;

import org.jspecify.annotations.NullMarked;
