package io.kafkagrpo.rl.advantage;

import java.util.List;

/**
 * From the rewards of a step's groups to advantages; a function of its argument alone, so that a step can be
 * redone.
 */
@FunctionalInterface
public interface AdvantageEstimator {
    /** The advantages, group by group. A missing reward is in no statistic, and its advantage is 0. */
    StepAdvantage of(List<RewardedGroup> groups);
}
