package io.kafkagrpo.rl.objective.correction;

/**
 * d = log π_trainer − log π_sampler of a completion's counted tokens: what every correction is made of. Constants
 * of the objective.
 */
public final class LogDistances {
    private final boolean[] counted;
    private final double[] values;
    private final int count;

    private LogDistances(boolean[] counted, double[] values, int count) {
        this.counted = counted;
        this.values = values;
        this.count = count;
    }

    /**
     * The distances of a completion.
     *
     * @param counted which tokens count
     * @param trainer log-probabilities of the policy that the correction measures
     * @param sampler those that the tokens were drawn with
     */
    public static LogDistances of(boolean[] counted, double[] trainer, double[] sampler) {
        double[] values = new double[counted.length];
        int count = 0;
        for (int t = 0; t < values.length; t++) {
            if (counted[t]) {
                values[t] = trainer[t] - sampler[t];
                count++;
            }
        }
        return new LogDistances(counted, values, count);
    }

    int length() {
        return values.length;
    }

    /** Counted tokens. */
    int count() {
        return count;
    }

    boolean counts(int t) {
        return counted[t];
    }

    /** The distance of a counted token. */
    double at(int t) {
        return values[t];
    }
}
