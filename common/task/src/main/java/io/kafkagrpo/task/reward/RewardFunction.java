package io.kafkagrpo.task.reward;

/**
 * Scores one completion. Implementations depend on the input only, so that a kept completion can be scored again.
 */
public interface RewardFunction {

    /** The name that the function goes by where the configuration gives no other. */
    String name();

    /** @throws RewardException if there is no value for this input; the reward is then missing, never zero */
    double score(ScoringInput input) throws RewardException;
}
