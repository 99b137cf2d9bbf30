package io.kafkagrpo.learner.step;

import io.kafkagrpo.rl.advantage.RewardedGroup;
import io.kafkagrpo.rl.objective.TruncatedCompletions;
import io.kafkagrpo.rollout.Completion;
import io.kafkagrpo.rollout.Group;
import io.kafkagrpo.rollout.Member;
import io.kafkagrpo.rollout.Reward;
import io.kafkagrpo.rollout.Score;
import java.util.ArrayList;
import java.util.List;

/** The recorded rewards of a step as arrays, NaN where a member lacks a total. */
final class StepRewards {
    private StepRewards() {}

    /** The reward functions' weights, which all completions share; none where no completion has a total. */
    static double[] weights(List<Group> groups) {
        return groups.stream()
                .flatMap(Group::scored)
                .map(Member.Scored::score)
                .filter(Score::hasTotal)
                .findFirst()
                .map(score ->
                        score.rewards().stream().mapToDouble(Reward::weight).toArray())
                .orElse(new double[0]);
    }

    /** [function][member], NaN for a member without a total. */
    static double[][] values(Group group, int functions) {
        List<Member> members = group.members();
        double[][] values = new double[functions][members.size()];
        for (int k = 0; k < functions; k++) {
            for (int i = 0; i < members.size(); i++) {
                values[k][i] = members.get(i) instanceof Member.Scored scored
                                && scored.score().hasTotal()
                        ? scored.score().rewards().get(k).value()
                        : Double.NaN;
            }
        }
        return values;
    }

    /** All that an estimator may know of the groups. */
    static List<RewardedGroup> groups(List<Group> groups, TruncatedCompletions overlong) {
        double[] weights = weights(groups);
        List<RewardedGroup> rewarded = new ArrayList<>();
        for (Group group : groups) {
            int size = group.members().size();
            boolean[][] counted = new boolean[size][];
            int[] input = new int[size];
            int[] turns = new int[size];
            for (int i = 0; i < size; i++) {
                boolean[] written = written(group.members().get(i));
                turns[i] = turns(written);
                input[i] = group.promptTokenIds().length + written.length - count(written);
                counted[i] = isMasked(group.members().get(i), overlong) ? new boolean[written.length] : written;
            }
            rewarded.add(
                    new RewardedGroup(group.totals(), values(group, weights.length), weights, counted, input, turns));
        }
        return rewarded;
    }

    /** Which tokens the policy wrote; none of a member that could not be sampled. */
    private static boolean[] written(Member member) {
        return member instanceof Member.Scored(Completion completion, Score _)
                ? completion.writtenByPolicy().toArray(completion.length())
                : new boolean[0];
    }

    private static boolean isMasked(Member member, TruncatedCompletions overlong) {
        return overlong == TruncatedCompletions.MASK
                && member instanceof Member.Scored(Completion completion, Score _)
                && completion.isTruncated();
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    /** How often the policy wrote, with something else between. */
    private static int turns(boolean[] written) {
        int turns = 0;
        for (int t = 0; t < written.length; t++) {
            turns += written[t] && (t == 0 || !written[t - 1]) ? 1 : 0;
        }
        return turns;
    }
}
