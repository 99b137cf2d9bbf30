package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.Nullable;

/** What one sample adds to the step's loss, its slope, and its metrics. */
public final class SampleLoss {
    private final double loss;
    private final double[] slopes;
    private final double @Nullable [] entropySlopes;
    private final ObjectiveMetrics metrics;

    SampleLoss(double loss, double[] slopes, double @Nullable [] entropySlopes, ObjectiveMetrics metrics) {
        this.loss = loss;
        this.slopes = slopes;
        this.entropySlopes = entropySlopes;
        this.metrics = metrics;
    }

    /**
     * The sample's share of the step's loss, already divided by the step's denominator; shares of samples add up.
     */
    public double loss() {
        return loss;
    }

    /** d loss / d log-probability of each completion token; 0 where a token does not count. */
    public double[] slopes() {
        return slopes;
    }

    /**
     * d loss / d entropy of each completion token; 0 where a token does not count. Null where the loss does not
     * depend on entropies.
     */
    public double @Nullable [] entropySlopes() {
        return entropySlopes;
    }

    /** Metrics of this sample, to be merged over samples. */
    public ObjectiveMetrics metrics() {
        return metrics;
    }
}
