package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.score.Scores;

/** The loss as the engine sees it: its derivatives by each completion token's log-probability and entropy. */
@FunctionalInterface
public interface SlopeFunction {

    /**
     * Called once for each sequence, never by two threads at once, in no particular order.
     *
     * @param sequence the completion's number, counted through all groups
     * @param scores of its completion tokens under the current weights
     * @return the slopes of each token
     */
    TokenSlopes slopes(int sequence, Scores scores);
}
