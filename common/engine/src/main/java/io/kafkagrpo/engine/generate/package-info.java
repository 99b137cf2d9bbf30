/** Sampling completions, many at once, with a KV cache. */
@NullMarked
package io.kafkagrpo.engine.generate;

import org.jspecify.annotations.NullMarked;
