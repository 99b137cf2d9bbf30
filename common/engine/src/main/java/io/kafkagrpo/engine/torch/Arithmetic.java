package io.kafkagrpo.engine.torch;

/** Which arithmetic the engine does, so that a run can say what it was computed with. */
public final class Arithmetic {
    /**
     * The number of today's arithmetic. Raise it with every change after which the same weights, batch and threads
     * can give other bits: another order of a sum, a fused kernel, another formula. Runs recorded under another
     * number are then refused instead of found to differ.
     */
    public static final int NUMBER = 2;

    private Arithmetic() {}
}
