package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.RunningStatistics;
import java.util.List;

/**
 * The best of the group gets its lead over the second best, the others nothing: the gradient of pass@k, or best of
 * k (arXiv:2503.19595; verl "grpo_passk"). Of equals, the first.
 *
 * @param scale what the lead is divided by
 * @param epsilon added to the standard deviation
 */
public record BestOfGroup(Scale scale, double epsilon) implements AdvantageEstimator {
    /** What the lead is divided by. */
    public enum Scale {
        /** The group's standard deviation. */
        STANDARD_DEVIATION,
        /** Nothing. */
        NONE
    }

    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return StepAdvantage.of(groups.stream().map(this::of).toArray(double[][]::new));
    }

    private double[] of(RewardedGroup group) {
        double[] rewards = group.rewards();
        double[] advantages = new double[rewards.length];
        int best = -1;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rewards.length; i++) {
            if (Double.isNaN(rewards[i])) {
                continue;
            }
            if (best < 0 || rewards[i] > rewards[best]) {
                second = best < 0 ? second : rewards[best];
                best = i;
            } else {
                second = Math.max(second, rewards[i]);
            }
        }
        if (second != Double.NEGATIVE_INFINITY) {
            double divisor =
                    scale == Scale.NONE ? 1.0 : RunningStatistics.of(rewards).standardDeviation() + epsilon;
            advantages[best] = (rewards[best] - second) / divisor;
        }
        return advantages;
    }
}
