package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.rl.AdvantageSettings.Estimator;
import io.kafkagrpo.rl.AdvantageSettings.SingleMember;
import io.kafkagrpo.rl.Advantages;
import java.util.List;

/**
 * Each reward function normalised in its group, summed by weight, then whitened over all counted tokens of the step
 * (GDPO, arXiv:2601.05242, as verl's "gdpo" has it; TRL's normalize_then_sum whitens over completions).
 *
 * @param epsilon added to a group's standard deviation
 */
public record Gdpo(double epsilon) implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        AdvantageSettings perFunction = new AdvantageSettings(Estimator.GROUP, epsilon, SingleMember.ZERO);
        double[][] sums = new double[groups.size()][];
        for (int g = 0; g < sums.length; g++) {
            RewardedGroup group = groups.get(g);
            sums[g] = new double[group.size()];
            for (int k = 0; k < group.weights().length; k++) {
                double[] normalized = Advantages.ofGroup(perFunction, group.byFunction()[k]);
                for (int i = 0; i < sums[g].length; i++) {
                    sums[g][i] += group.weights()[k] * normalized[i];
                }
            }
        }
        return StepAdvantage.of(TokenWhitening.ofCompletions(groups, sums));
    }
}
