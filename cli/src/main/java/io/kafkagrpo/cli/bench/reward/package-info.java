/** How fast rewards are computed and gathered. */
@NullMarked
package io.kafkagrpo.cli.bench.reward;

import org.jspecify.annotations.NullMarked;
