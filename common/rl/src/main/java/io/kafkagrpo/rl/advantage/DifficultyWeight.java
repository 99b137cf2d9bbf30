package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.RunningStatistics;
import java.util.List;

/**
 * Multiplies a group's advantages by a weight that falls with its pass rate p, as a logistic function: w(p) for
 * advantages above zero, w(1 − p) for the others, so that a rare right answer to a hard problem and a rare wrong
 * one to an easy problem weigh most (after GRPO-LEAD, arXiv:2504.09696).
 *
 * <p>w(p) = least + (most − least) / (1 + e^(steepness (p − centre))). p is the mean reward, held to [0, 1].
 *
 * @param least weight at p far above the centre
 * @param most weight at p far below it
 * @param steepness of the fall
 * @param centre pass rate with the weight in the middle
 * @param estimator of the advantages that are weighted
 */
public record DifficultyWeight(double least, double most, double steepness, double centre, AdvantageEstimator estimator)
        implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        StepAdvantage plain = estimator.of(groups);
        for (int g = 0; g < groups.size(); g++) {
            RunningStatistics rewards = RunningStatistics.of(groups.get(g).rewards());
            double passRate = Math.clamp(rewards.mean(), 0.0, 1.0);
            for (int i = 0; i < plain.completions()[g].length; i++) {
                weigh(plain.completions()[g], i, passRate);
                if (plain.isPerToken()) {
                    double[] tokens = plain.ofTokens(g, i);
                    for (int t = 0; t < tokens.length; t++) {
                        weigh(tokens, t, passRate);
                    }
                }
            }
        }
        return plain;
    }

    private void weigh(double[] advantages, int index, double passRate) {
        advantages[index] *= weight(advantages[index] > 0.0 ? passRate : 1.0 - passRate);
    }

    private double weight(double passRate) {
        return least + (most - least) / (1.0 + Math.exp(steepness * (passRate - centre)));
    }
}
