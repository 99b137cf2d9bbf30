package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import java.util.List;

/**
 * r − Σ n r / Σ n over the group, n counted tokens: the baseline of least variance (OPO, arXiv:2505.23585; verl
 * "opo").
 */
public record Opo(SingleMember single) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return StepAdvantage.of(groups.stream().map(this::of).toArray(double[][]::new));
    }

    private double[] of(RewardedGroup group) {
        double[] advantages = new double[group.size()];
        double weighted = 0.0;
        long tokens = 0;
        int known = 0;
        for (int i = 0; i < advantages.length; i++) {
            if (!Double.isNaN(group.rewards()[i])) {
                weighted += group.tokens(i) * group.rewards()[i];
                tokens += group.tokens(i);
                known++;
            }
        }
        if (group.isWithoutDifferences() && !(known == 1 && single == SingleMember.REWARD)) {
            return advantages;
        }
        double baseline = known == 1 || tokens == 0 ? 0.0 : weighted / tokens;
        for (int i = 0; i < advantages.length; i++) {
            double reward = group.rewards()[i];
            advantages[i] = Double.isNaN(reward) ? 0.0 : reward - baseline;
        }
        return advantages;
    }
}
