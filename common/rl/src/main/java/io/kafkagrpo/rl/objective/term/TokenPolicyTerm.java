package io.kafkagrpo.rl.objective.term;

/** A policy term whose tokens stand each by itself, given the ratio. */
public non-sealed interface TokenPolicyTerm extends PolicyTerm {
    /** Fills {@code out}, which was reset, with the loss and its slopes. */
    void evaluate(TokenInput in, TokenTerm out);
}
