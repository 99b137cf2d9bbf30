package io.kafkagrpo.learner.step;

import io.kafkagrpo.record.FinishReason;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.rl.advantage.RewardedGroup;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The recorded rewards of a step as arrays, NaN where a completion lacks a total. */
final class StepRewards {
    private StepRewards() {}

    /** Totals of a group's completions. */
    static double[] totals(ScoredGroup group) {
        return group.getCompletionsList().stream()
                .mapToDouble(member -> member.hasTotal() ? member.getTotal() : Double.NaN)
                .toArray();
    }

    /** The reward functions' weights, which all completions share; none where no completion has a total. */
    static double[] weights(List<ScoredGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.getCompletionsList().stream())
                .filter(ScoredCompletion::hasTotal)
                .findFirst()
                .map(member -> member.getRewardsList().stream()
                        .mapToDouble(RewardValue::getWeight)
                        .toArray())
                .orElse(new double[0]);
    }

    /** [function][member], NaN for a member without a total. */
    static double[][] values(ScoredGroup group, int functions) {
        List<ScoredCompletion> members = group.getCompletionsList();
        double[][] values = new double[functions][members.size()];
        for (int k = 0; k < functions; k++) {
            for (int i = 0; i < members.size(); i++) {
                ScoredCompletion member = members.get(i);
                values[k][i] = member.hasTotal() ? member.getRewards(k).getValue() : Double.NaN;
            }
        }
        return values;
    }

    /** All that an estimator may know of the groups. */
    static List<RewardedGroup> groups(List<ScoredGroup> groups, TruncatedCompletions overlong) {
        double[] weights = weights(groups);
        List<RewardedGroup> rewarded = new ArrayList<>();
        for (ScoredGroup group : groups) {
            List<ScoredCompletion> members = group.getCompletionsList();
            int[] input = new int[members.size()];
            Arrays.fill(input, group.getPrompt().getPromptTokenIdsCount());
            int[] turns = new int[members.size()];
            Arrays.fill(turns, 1);
            boolean[][] counted = members.stream()
                    .map(member -> counted(member, overlong))
                    .toArray(boolean[][]::new);
            rewarded.add(new RewardedGroup(
                    totals(group), values(group, weights.length), weights, counted, input, turns));
        }
        return rewarded;
    }

    private static boolean[] counted(ScoredCompletion member, TruncatedCompletions overlong) {
        boolean[] counted = new boolean[member.getFinished().getTokenIdsCount()];
        boolean cutOff = member.getFinished().getFinishReason() != FinishReason.STOP;
        Arrays.fill(counted, !(cutOff && overlong == TruncatedCompletions.MASK));
        return counted;
    }
}
