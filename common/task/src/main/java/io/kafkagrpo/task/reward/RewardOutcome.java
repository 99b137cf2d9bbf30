package io.kafkagrpo.task.reward;

/** What one function made of one completion. */
public sealed interface RewardOutcome {

    /** The function's name. */
    String function();

    double weight();

    /** What the function answered word for word, where it says more than its value; else empty. */
    String answer();

    /** The function's value, not yet weighted. */
    record Value(String function, double weight, double value, String answer) implements RewardOutcome {
        public Value(String function, double weight, double value) {
            this(function, weight, value, "");
        }
    }

    /** There is no value; the completion then has no total. */
    record Missing(String function, double weight, String because, String answer) implements RewardOutcome {
        public Missing(String function, double weight, String because) {
            this(function, weight, because, "");
        }
    }
}
