package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;

/** KL(sampler ‖ trainer) in nats per token, by two estimators of d = log π_sampler − log π_trainer. */
public final class SamplerDistance {
    private final RunningStatistics k1 = new RunningStatistics();
    private final RunningStatistics k3 = new RunningStatistics();

    void add(double trainerMinusSampler) {
        k1.add(KlEstimator.K1.value(-trainerMinusSampler));
        k3.add(KlEstimator.K3.value(-trainerMinusSampler));
    }

    void merge(SamplerDistance other) {
        k1.merge(other.k1);
        k3.merge(other.k3);
    }

    /** How many tokens it is the mean of; without any, it is 0. */
    public long tokens() {
        return k1.count();
    }

    /** Mean of d. */
    public double k1() {
        return k1.mean();
    }

    /** Mean of e^(−d) + d − 1, which is never negative. */
    public double k3() {
        return k3.mean();
    }
}
