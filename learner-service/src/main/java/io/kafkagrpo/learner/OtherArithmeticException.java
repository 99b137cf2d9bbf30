package io.kafkagrpo.learner;

/** The run was recorded with another arithmetic of the engine, so this build can't redo its steps. */
public final class OtherArithmeticException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherArithmeticException(int recorded, int own) {
        super(
                "The run was recorded with arithmetic %d of the engine, but this build computes with arithmetic %d, which gives other bits; use a build with arithmetic %d, or begin a new run."
                        .formatted(recorded, own, recorded));
    }
}
