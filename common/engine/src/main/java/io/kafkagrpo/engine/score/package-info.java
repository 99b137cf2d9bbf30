/** Log-probabilities of given tokens, in micro-batches. */
@NullMarked
package io.kafkagrpo.engine.score;

import org.jspecify.annotations.NullMarked;
