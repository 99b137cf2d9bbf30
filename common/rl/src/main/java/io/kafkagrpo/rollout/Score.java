package io.kafkagrpo.rollout;

import java.util.List;

/**
 * What a completion earned.
 *
 * @param rewards of each function, in configured order
 * @param total weighted sum; NaN where a reward is missing
 * @param advantage as the reward-service gave it; NaN where it needs other groups, or the total is missing
 * @param verdict whether the answer is right
 */
public record Score(List<Reward> rewards, double total, double advantage, Verdict verdict) {
    public Score {
        rewards = List.copyOf(rewards);
    }

    /** Whether every reward could be computed. */
    public boolean hasTotal() {
        return !Double.isNaN(total);
    }

    /** Whether the advantage was given already. */
    public boolean hasAdvantage() {
        return !Double.isNaN(advantage);
    }
}
