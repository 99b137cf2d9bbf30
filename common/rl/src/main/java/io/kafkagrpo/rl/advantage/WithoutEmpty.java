package io.kafkagrpo.rl.advantage;

import java.util.List;

/** Leaves completions without a counted token out of every statistic (prime-rl); their advantage is 0. */
public record WithoutEmpty(AdvantageEstimator estimator) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return estimator.of(groups.stream().map(WithoutEmpty::left).toList());
    }

    private static RewardedGroup left(RewardedGroup group) {
        double[] rewards = group.rewards().clone();
        for (int i = 0; i < rewards.length; i++) {
            rewards[i] = group.tokens(i) == 0 ? Double.NaN : rewards[i];
        }
        return group.withRewards(rewards);
    }
}
