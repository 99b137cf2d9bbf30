package io.kafkagrpo.rl.objective.term;

/** A policy term that treats some tokens otherwise, chosen among all tokens of the step. */
public interface TokenSelector {
    /** The chosen tokens, as [sample][token]; a function of the step alone, so that a step can be redone. */
    boolean[][] select(StepTokens step);
}
