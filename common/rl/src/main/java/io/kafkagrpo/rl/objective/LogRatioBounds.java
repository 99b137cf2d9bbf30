package io.kafkagrpo.rl.objective;

/**
 * Bounds of a log-ratio before it is exponentiated. Beyond them the value is the bound's and the slope is zero.
 *
 * @param low smallest log-ratio, in nats
 * @param high largest log-ratio, in nats
 */
public record LogRatioBounds(double low, double high) {
    /**
     * Where exp leaves the range of a 32-bit float in either direction with room for an advantage: no
     * implementation's value is changed by it that could be represented there.
     */
    public static final double LIMIT = 80.0;

    /** No bounds but {@link #LIMIT}: the tutorial, TRL and AReaL. */
    public static final LogRatioBounds NONE = new LogRatioBounds(-LIMIT, LIMIT);

    /** verl's ±20 for its vanilla, CISPO and SAPO losses and its rollout correction. */
    public static final LogRatioBounds TWENTY = new LogRatioBounds(-20.0, 20.0);

    /** verl's upper bound of 10 for GSPO. */
    public static final LogRatioBounds AT_MOST_TEN = new LogRatioBounds(-LIMIT, 10.0);

    /** Refuses bounds outside ±{@link #LIMIT} or in the wrong order. */
    public LogRatioBounds {
        if (!(low >= -LIMIT && low < high && high <= LIMIT)) {
            throw new IllegalArgumentException(
                    "log-ratio bounds [%s, %s] must be ordered and within ±%s".formatted(low, high, LIMIT));
        }
    }

    double clamp(double logRatio) {
        return Math.clamp(logRatio, low, high);
    }

    /** d clamp / d logRatio; 1 on the bounds themselves, as in PyTorch's clamp. */
    double slope(double logRatio) {
        return logRatio >= low && logRatio <= high ? 1.0 : 0.0;
    }
}
