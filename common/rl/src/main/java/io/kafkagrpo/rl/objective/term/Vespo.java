package io.kafkagrpo.rl.objective.term;

/**
 * −sg(φ(w)) A log π with φ = exp(λ + k log w − λ w), w the product of a completion's ratios and, with a correction,
 * of its importance weights: a smooth bound on sequence-level weights that is 1 at w = 1 (VESPO, arXiv:2602.10693;
 * TRL "vespo"). Each log is held to [log 1e-8, 20]; weights don't multiply the loss again.
 *
 * @param powerPositive k where A ≥ 0
 * @param decayPositive λ where A ≥ 0
 * @param powerNegative k elsewhere
 * @param decayNegative λ elsewhere
 */
public record Vespo(double powerPositive, double decayPositive, double powerNegative, double decayNegative)
        implements SequencePolicyTerm {
    private static final double LEAST = Math.log(1.0e-8);
    private static final double MOST = 20.0;

    /** Refuses numbers that are not above zero. */
    public Vespo {
        if (!(powerPositive > 0.0 && decayPositive > 0.0 && powerNegative > 0.0 && decayNegative > 0.0)) {
            throw new IllegalArgumentException("VESPO's k %s, %s and lambda %s, %s must be above 0"
                    .formatted(powerPositive, powerNegative, decayPositive, decayNegative));
        }
    }

    @Override
    public SequenceLoss evaluate(SequenceInput in) {
        double ratios = 0.0;
        double weights = 0.0;
        for (int t = 0; t < in.tokens(); t++) {
            ratios += Math.clamp(in.logRatios()[t], -MOST, MOST);
            weights += Math.clamp(Math.log(in.weights()[t]), LEAST, MOST);
        }
        double logWeight = Math.clamp(ratios + weights, LEAST, MOST);
        double phi = in.advantage() >= 0.0
                ? phi(powerPositive, decayPositive, logWeight)
                : phi(powerNegative, decayNegative, logWeight);
        double[] losses = new double[in.tokens()];
        double[] slopes = new double[in.tokens()];
        for (int t = 0; t < losses.length; t++) {
            slopes[t] = -phi * in.advantage();
            losses[t] = slopes[t] * in.logProbabilities()[t];
        }
        return new SequenceLoss(Math.exp(logWeight), losses, slopes, new boolean[losses.length]);
    }

    private static double phi(double power, double decay, double logWeight) {
        return Math.exp(decay + power * logWeight - decay * Math.exp(logWeight));
    }

    @Override
    public Slope slope() {
        return Slope.PARTLY_HELD;
    }
}
