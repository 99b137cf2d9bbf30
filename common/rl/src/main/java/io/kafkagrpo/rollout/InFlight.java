package io.kafkagrpo.rollout;

/** What becomes of unfinished completions when the sampler takes up new weights. */
public enum InFlight {
    /** They go on, with the keys and values that the old weights made of what is there. */
    KEEP,
    /** They go on when the new weights have read again what is there. */
    RECOMPUTE,
    /** They end first, with the old weights, and no group begins until they have. */
    DRAIN
}
