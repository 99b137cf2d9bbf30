package io.kafkagrpo.learner;

import io.kafkagrpo.engine.torch.Arithmetic;
import io.kafkagrpo.record.Numerics;
import io.kafkagrpo.record.RunStarted;

/** What a run's arithmetic rests on, as its RunStarted says. */
final class RunNumerics {
    /** What runs did that were begun before they recorded it. */
    private static final int FIRST_ARITHMETIC = 1;

    private RunNumerics() {}

    /** The numerics that the run began with, the engine's number always in it. */
    static Numerics of(RunStarted started) {
        Numerics recorded = started.getNumerics();
        return recorded.getEngine() == 0
                ? recorded.toBuilder().setEngine(FIRST_ARITHMETIC).build()
                : recorded;
    }

    /**
     * Refuses to compute a run's steps again where that can't give the same bits.
     *
     * @throws OtherArithmeticException where the run began with another arithmetic of the engine
     */
    static void refuseOtherArithmetic(RunStarted started) {
        int recorded = of(started).getEngine();
        if (recorded != Arithmetic.NUMBER) {
            throw new OtherArithmeticException(recorded, Arithmetic.NUMBER);
        }
    }

    static String inWords(Numerics numerics) {
        return "%d threads, %s, %s, libtorch %s"
                .formatted(
                        numerics.getThreads(), numerics.getDevicesList(), numerics.getDtype(), numerics.getLibtorch());
    }
}
