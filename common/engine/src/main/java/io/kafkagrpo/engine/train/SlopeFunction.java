package io.kafkagrpo.engine.train;

/** The loss as the engine sees it: its derivative by each completion token's log-probability. */
@FunctionalInterface
public interface SlopeFunction {

    /**
     * Called once for each sequence, never by two threads at once, in no particular order.
     *
     * @param sequence the completion's number, counted through all groups
     * @param logProbabilities of its completion tokens under the current weights
     * @return d loss / d logprob of each token
     */
    double[] slopes(int sequence, float[] logProbabilities);
}
