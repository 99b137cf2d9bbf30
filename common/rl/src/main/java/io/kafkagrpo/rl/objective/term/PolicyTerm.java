package io.kafkagrpo.rl.objective.term;

/** The policy part of the loss. */
public sealed interface PolicyTerm permits TokenPolicyTerm, SequencePolicyTerm {
    /** Whether a completion whose advantage is 0 has neither loss nor slope by this term. */
    default boolean needsAdvantage() {
        return true;
    }

    /** What the slopes are. */
    default Slope slope() {
        return Slope.DERIVATIVE;
    }

    /** What the slopes are. */
    enum Slope {
        /** The derivative of the loss's value. */
        DERIVATIVE,
        /** The derivative with a part of the value held (a stop-gradient). */
        PARTLY_HELD
    }
}
