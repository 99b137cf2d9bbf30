package io.kafkagrpo.rl;

/** Kish's effective sample size (Σw)² / Σw². */
public final class EffectiveSampleSize {
    private EffectiveSampleSize() {}

    /** The effective sample size by the count, in (0, 1]; 1 of no weights, 0 if all weights are zero. */
    public static double fraction(RunningStatistics weights) {
        if (weights.count() == 0) {
            return 1.0;
        }
        double squares = weights.sumOfSquares();
        double scaled = weights.mean() / Math.sqrt(squares);
        return squares > 0.0 ? Math.min(1.0, weights.count() * scaled * scaled) : 0.0;
    }
}
