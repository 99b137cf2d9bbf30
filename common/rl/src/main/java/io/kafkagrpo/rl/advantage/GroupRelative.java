package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.Advantages;
import java.util.List;

/** {@link Advantages}, by the total reward alone. */
public record GroupRelative(AdvantageSettings settings) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return StepAdvantage.of(Advantages.ofStep(
                settings, groups.stream().map(RewardedGroup::rewards).toList()));
    }

    /** r − group mean of each member. */
    static double[][] centred(List<RewardedGroup> groups, AdvantageSettings.SingleMember single) {
        AdvantageSettings mean = new AdvantageSettings(AdvantageSettings.Estimator.GROUP_MEAN, 1.0, single);
        return new GroupRelative(mean).of(groups).completions();
    }
}
