package io.kafkagrpo.task.reward;

/** What one function made of one completion. */
public sealed interface RewardOutcome {

    /** The function's name. */
    String function();

    double weight();

    /** The function's value, not yet weighted. */
    record Value(String function, double weight, double value) implements RewardOutcome {}

    /** There is no value; the completion then has no total. */
    record Missing(String function, double weight, String because) implements RewardOutcome {}
}
