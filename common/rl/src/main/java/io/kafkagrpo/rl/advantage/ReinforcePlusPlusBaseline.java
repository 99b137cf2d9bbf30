package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings;
import java.util.List;

/**
 * r − group mean, whitened over all counted tokens of the step (REINFORCE++ with a baseline, arXiv:2501.03262; verl
 * "reinforce_plus_plus_baseline").
 */
public record ReinforcePlusPlusBaseline(AdvantageSettings.SingleMember single) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return StepAdvantage.of(TokenWhitening.ofCompletions(groups, GroupRelative.centred(groups, single)));
    }
}
