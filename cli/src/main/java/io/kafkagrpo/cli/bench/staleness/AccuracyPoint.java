package io.kafkagrpo.cli.bench.staleness;

/**
 * What a weight version answers right.
 *
 * @param step that made the version; 0 for the initial model
 * @param seconds of training until it was committed
 * @param accuracy share of the held-out problems
 */
record AccuracyPoint(long step, double seconds, double accuracy) {}
