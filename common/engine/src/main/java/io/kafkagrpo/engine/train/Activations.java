package io.kafkagrpo.engine.train;

/** What a forward pass keeps for its backward pass. */
public enum Activations {
    /** Everything: fastest. */
    KEEP,
    /**
     * Each layer's input; the layer is computed again in its backward: a third more work, a fraction of the memory.
     */
    RECOMPUTE
}
