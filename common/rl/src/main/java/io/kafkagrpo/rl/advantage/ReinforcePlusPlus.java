package io.kafkagrpo.rl.advantage;

import java.util.List;

/**
 * γ^(counted tokens to the end) r, whitened over all counted tokens of the step, without a group's mean
 * (REINFORCE++, arXiv:2501.03262; verl "reinforce_plus_plus", SkyRL "reinforce++").
 *
 * @param gamma γ: 1 gives all tokens of a completion the same
 * @param gap what a token that does not count does to the return on its way to the front
 */
public record ReinforcePlusPlus(double gamma, Gap gap) implements AdvantageEstimator {
    /** What a token that does not count, such as a tool's answer, does to the return. */
    public enum Gap {
        /** Nothing (verl). */
        CARRIES,
        /** It ends it: the tokens before have none (SkyRL). */
        RESETS
    }

    /** Refuses a γ outside (0, 1]. */
    public ReinforcePlusPlus {
        if (!(gamma > 0.0 && gamma <= 1.0)) {
            throw new IllegalArgumentException("gamma %s must be above 0 and at most 1".formatted(gamma));
        }
    }

    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        if (gamma == 1.0 && gap == Gap.CARRIES) {
            double[][] rewards = groups.stream().map(RewardedGroup::rewards).toArray(double[][]::new);
            return StepAdvantage.of(TokenWhitening.ofCompletions(groups, rewards));
        }
        double[][][] returns = new double[groups.size()][][];
        for (int g = 0; g < returns.length; g++) {
            RewardedGroup group = groups.get(g);
            returns[g] = new double[group.size()][];
            for (int i = 0; i < returns[g].length; i++) {
                returns[g][i] = returns(group.rewards()[i], group.counted()[i]);
            }
        }
        double[][][] white = TokenWhitening.ofTokens(groups, returns);
        return new StepAdvantage(means(groups, white), white);
    }

    private double[] returns(double reward, boolean[] counted) {
        double[] returns = new double[counted.length];
        double running = reward;
        boolean begun = false;
        for (int t = counted.length - 1; t >= 0; t--) {
            if (counted[t]) {
                returns[t] = running;
                running *= gamma;
                begun = true;
            } else if (begun && gap == Gap.RESETS) {
                running = 0.0;
            }
        }
        return returns;
    }

    private static double[][] means(List<RewardedGroup> groups, double[][][] tokens) {
        double[][] means = new double[tokens.length][];
        for (int g = 0; g < tokens.length; g++) {
            means[g] = new double[tokens[g].length];
            for (int i = 0; i < means[g].length; i++) {
                double sum = 0.0;
                for (double advantage : tokens[g][i]) {
                    sum += advantage;
                }
                means[g][i] = sum / Math.max(1, groups.get(g).tokens(i));
            }
        }
        return means;
    }
}
