package io.kafkagrpo.rl.advantage;

import io.kafkagrpo.rl.RunningStatistics;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a share of the group's mean reward off each reward, by how much of the group's longest it is long: where
 * most answers are right, length costs more (prime-rl's length_penalty).
 *
 * <p>r' = r − mean r · (output · tokens / most + input · input tokens / most + turns · turns / most), the most of
 * the group each time.
 *
 * @param output weight of counted tokens; prime-rl 0.25
 * @param input weight of input tokens; prime-rl 0.1
 * @param turns weight of turns; prime-rl 0.1
 * @param estimator of the advantages of what is left
 */
public record LengthShaping(double output, double input, double turns, AdvantageEstimator estimator)
        implements AdvantageEstimator {
    @Override
    public StepAdvantage of(List<RewardedGroup> groups) {
        return estimator.of(groups.stream().map(this::shaped).toList());
    }

    private RewardedGroup shaped(RewardedGroup group) {
        double passRate = RunningStatistics.of(group.rewards()).mean();
        int[] tokens = new int[group.size()];
        Arrays.setAll(tokens, group::tokens);
        double[] rewards = group.rewards().clone();
        for (int i = 0; i < rewards.length; i++) {
            double cost = output * share(tokens, group, i)
                    + input * share(group.inputTokens(), group, i)
                    + turns * share(group.turns(), group, i);
            rewards[i] -= passRate * cost;
        }
        return group.withRewards(rewards);
    }

    private static double share(int[] values, RewardedGroup group, int member) {
        int most = 0;
        for (int i = 0; i < values.length; i++) {
            most = Double.isNaN(group.rewards()[i]) ? most : Math.max(most, values[i]);
        }
        return most == 0 ? 0.0 : (double) values[member] / most;
    }
}
