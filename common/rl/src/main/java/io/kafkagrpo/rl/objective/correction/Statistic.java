package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.ratio.KlEstimator;

/** Per-token numbers of d = log π_proximal − log π_behaviour. */
public enum Statistic {
    /** exp(d). Reduced over a sequence in log space, so its mean is geometric and its sum is a product. */
    RATIO,
    /** d. */
    K1,
    /** d² / 2. */
    K2,
    /** exp(−d) + d − 1. */
    K3;

    double ofToken(double d) {
        return switch (this) {
            case RATIO, K1 -> d;
            case K2 -> KlEstimator.K2.value(d);
            case K3 -> KlEstimator.K3.value(d);
        };
    }
}
