package io.kafkagrpo.rl.objective;

/** What one row adds to the step's loss, its slope, and its metrics. */
public final class RowLoss {
    private final double loss;
    private final double[] slopes;
    private final ObjectiveMetrics metrics;

    RowLoss(double loss, double[] slopes, ObjectiveMetrics metrics) {
        this.loss = loss;
        this.slopes = slopes;
        this.metrics = metrics;
    }

    /** The row's share of the step's loss, already divided by the step's denominator; shares of rows add up. */
    public double loss() {
        return loss;
    }

    /** d loss / d log-probability of each completion token; 0 where a token does not count. */
    public double[] slopes() {
        return slopes;
    }

    /** Metrics of this row, to be merged over rows. */
    public ObjectiveMetrics metrics() {
        return metrics;
    }
}
