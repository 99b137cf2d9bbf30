package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.RunningStatistics;
import java.util.List;

/**
 * (r − group mean) / group mean: with rewards of 0 and 1 the gradient of the likelihood of a right answer (MaxRL,
 * arXiv:2602.02710; prime-rl "max_rl", SkyRL "maxrl").
 *
 * @param epsilon added to the mean: 0 (prime-rl), and then a mean that is not above 0 gives advantages of 0, or
 *     SkyRL's 1e-6
 * @param single what a group with one reward gives
 */
public record MaxRl(double epsilon, SingleMember single) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        double[][] advantages = GroupRelative.centred(groups, single);
        for (int g = 0; g < advantages.length; g++) {
            RunningStatistics rewards = RunningStatistics.of(groups.get(g).rewards());
            if (rewards.count() > 1) {
                double divisor = rewards.mean() + epsilon;
                boolean none = epsilon == 0.0 ? rewards.mean() <= 0.0 : divisor == 0.0;
                for (int i = 0; i < advantages[g].length; i++) {
                    advantages[g][i] = none ? 0.0 : advantages[g][i] / divisor;
                }
            }
        }
        return StepAdvantage.of(advantages);
    }
}
