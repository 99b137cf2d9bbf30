package io.kafkagrpo.learner.curriculum;

import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.settings.DataKeys;
import io.kafkagrpo.settings.RunSettings;

/** What counts as a pass. */
@FunctionalInterface
public interface PassRule {
    /** The least value of a reward function that passes, where the configuration is silent. */
    double AT_LEAST = 1;

    /** Passed or not; {@link Verdict#NONE} where that can't be told. */
    Verdict of(Score score);

    /** What {@code data.difficulty.pass} says; silent, what evaluations count as right. */
    static PassRule from(RunSettings settings) {
        double least = settings.find(DataKeys.PASS_AT_LEAST).orElse(AT_LEAST);
        return settings.find(DataKeys.PASS)
                .map(function -> byReward(function, least))
                .orElse(Score::verdict);
    }

    /** By a reward function's value, before its weight; a missing one tells nothing. */
    static PassRule byReward(String function, double atLeast) {
        return score -> score.rewards().stream()
                .filter(reward -> reward.function().equals(function) && !reward.isMissing())
                .findFirst()
                .map(reward -> reward.value() >= atLeast ? Verdict.RIGHT : Verdict.WRONG)
                .orElse(Verdict.NONE);
    }
}
