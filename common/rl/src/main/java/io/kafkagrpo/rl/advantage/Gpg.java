package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import java.util.List;

/**
 * (r − group mean) · completions / completions whose reward is not zero, over the step (GPG, arXiv:2504.02546; verl
 * "gpg"). The count is of zero rewards, so a shift of all rewards changes it.
 */
public record Gpg(SingleMember single) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        long known = 0;
        long rewarded = 0;
        for (RewardedGroup group : groups) {
            for (double reward : group.rewards()) {
                known += Double.isNaN(reward) ? 0 : 1;
                rewarded += Double.isNaN(reward) || reward == 0.0 ? 0 : 1;
            }
        }
        double scale = (double) known / Math.max(1, rewarded);
        double[][] advantages = GroupRelative.centred(groups, single);
        for (double[] group : advantages) {
            for (int i = 0; i < group.length; i++) {
                group[i] *= scale;
            }
        }
        return StepAdvantage.of(advantages);
    }
}
