package io.kafkagrpo.rl.advantage;

import java.util.Arrays;

/**
 * What an estimator may know of a group.
 *
 * @param rewards total per member, NaN where missing
 * @param byFunction the values behind the totals, as [function][member], NaN where missing
 * @param weights of the functions
 * @param counted which tokens of each member count, as [member][token]
 * @param inputTokens tokens of each member that it was given, its prompt and what tools answered
 * @param turns how often each member spoke
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RewardedGroup(
        double[] rewards,
        double[][] byFunction,
        double[] weights,
        boolean[][] counted,
        int[] inputTokens,
        int[] turns) {
    /** How many members. */
    public int size() {
        return rewards.length;
    }

    /** Counted tokens of a member. */
    public int tokens(int member) {
        int tokens = 0;
        for (boolean counts : counted[member]) {
            tokens += counts ? 1 : 0;
        }
        return tokens;
    }

    /** The same with other totals. */
    public RewardedGroup withRewards(double[] others) {
        return new RewardedGroup(others, byFunction, weights, counted, inputTokens, turns);
    }

    /** Largest known total less smallest is 0, or fewer than two are known. */
    boolean isWithoutDifferences() {
        double[] known =
                Arrays.stream(rewards).filter(r -> !Double.isNaN(r)).sorted().toArray();
        return known.length < 2 || known[0] == known[known.length - 1];
    }
}
