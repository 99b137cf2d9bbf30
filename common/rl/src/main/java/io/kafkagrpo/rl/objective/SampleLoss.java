package io.kafkagrpo.rl.objective;

/** What one sample adds to the step's loss, its slope, and its metrics. */
public final class SampleLoss {
    private final double loss;
    private final double[] slopes;
    private final ObjectiveMetrics metrics;

    SampleLoss(double loss, double[] slopes, ObjectiveMetrics metrics) {
        this.loss = loss;
        this.slopes = slopes;
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

    /** Metrics of this sample, to be merged over samples. */
    public ObjectiveMetrics metrics() {
        return metrics;
    }
}
