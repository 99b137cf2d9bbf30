package io.kafkagrpo.rl.objective.term;

/** A policy term whose tokens depend on their whole completion. */
public non-sealed interface SequencePolicyTerm extends PolicyTerm {
    /** The loss of each token of the input, in its order, and what the completion's ratio was. */
    SequenceLoss evaluate(SequenceInput in);

    /** The loss of a completion of which no token takes part, a constant without a slope. */
    default double withoutTokens(double advantage) {
        return 0.0;
    }
}
