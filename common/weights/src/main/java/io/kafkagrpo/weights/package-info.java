/** Weight versions in the log: snapshots and lossless deltas, chunking, publishing and following. */
@NullMarked
package io.kafkagrpo.weights;

import org.jspecify.annotations.NullMarked;
