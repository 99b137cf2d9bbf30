package io.kafkagrpo.rl;

/**
 * Count, mean, standard deviation, smallest and largest of a stream of numbers, in one pass (Welford, 1962) and
 * mergeable (Chan, Golub and LeVeque, 1979). NaN stands for a missing value and is left out.
 */
public final class RunningStatistics {
    private long count;
    private double mean;
    private double squares;
    private double minimum = Double.POSITIVE_INFINITY;
    private double maximum = Double.NEGATIVE_INFINITY;

    /** The statistics of some numbers. */
    public static RunningStatistics of(double... values) {
        RunningStatistics statistics = new RunningStatistics();
        for (double value : values) {
            statistics.add(value);
        }
        return statistics;
    }

    /** Adds a number. */
    public void add(double value) {
        if (Double.isNaN(value)) {
            return;
        }
        count++;
        double distance = value - mean;
        mean += distance / count;
        squares += distance * (value - mean);
        minimum = Math.min(minimum, value);
        maximum = Math.max(maximum, value);
    }

    /** Adds all numbers of another. */
    public void merge(RunningStatistics other) {
        if (other.count == 0) {
            return;
        }
        long both = count + other.count;
        double distance = other.mean - mean;
        squares += other.squares + distance * distance * ((double) count * other.count / both);
        mean += distance * other.count / both;
        count = both;
        minimum = Math.min(minimum, other.minimum);
        maximum = Math.max(maximum, other.maximum);
    }

    /** How many numbers. */
    public long count() {
        return count;
    }

    /** Their mean; 0 of none. */
    public double mean() {
        return mean;
    }

    /** Sample standard deviation (n − 1); 0 of fewer than two. */
    public double standardDeviation() {
        return count < 2 ? 0.0 : Math.sqrt(squares / (count - 1));
    }

    /** The smallest; 0 of none. */
    public double minimum() {
        return count == 0 ? 0.0 : minimum;
    }

    /** The largest; 0 of none. */
    public double maximum() {
        return count == 0 ? 0.0 : maximum;
    }

    /** The sum of squares of the numbers themselves (not of distances). */
    public double sumOfSquares() {
        return squares + count * mean * mean;
    }
}
