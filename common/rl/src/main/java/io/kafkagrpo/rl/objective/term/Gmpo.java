package io.kafkagrpo.rl.objective.term;

import java.util.Arrays;

/**
 * Geometric-mean policy optimisation, −A exp(mean_t u_t) per completion, with u the log-ratio z clipped per token
 * before the mean: u = min(z, high) where A &gt; 0, max(z, −low) elsewhere (GMPO, arXiv:2507.20673; verl
 * "geo_mean", TRL's GMPOTrainer). Importance weights enter as their geometric mean.
 *
 * @param low of a log-ratio, where the advantage is negative
 * @param high of a log-ratio, where the advantage is positive
 * @param lengthEpsilon added to the number of tokens: verl's 1e-8, or TRL's 0, and then a completion without tokens
 *     has a ratio of 1
 */
public record Gmpo(double low, double high, double lengthEpsilon) implements SequencePolicyTerm {
    private static final double FLOOR = 1.0e-10;

    /** Refuses negative bounds. */
    public Gmpo {
        if (!(low >= 0.0 && high >= 0.0 && lengthEpsilon >= 0.0)) {
            throw new IllegalArgumentException("GMPO bounds %s and %s and the length's epsilon %s must be 0 or more"
                    .formatted(low, high, lengthEpsilon));
        }
    }

    @Override
    public SequenceLoss evaluate(SequenceInput in) {
        int tokens = in.tokens();
        boolean positive = in.advantage() > 0.0;
        boolean[] clipped = new boolean[tokens];
        double[] slopes = new double[tokens];
        double sum = 0.0;
        double logWeights = 0.0;
        for (int t = 0; t < tokens; t++) {
            double raw = in.logRatios()[t];
            double z = in.bounds().clamp(raw);
            clipped[t] = positive ? z > high : z < -low;
            sum += clipped[t] ? (positive ? high : -low) : z;
            slopes[t] = clipped[t] ? 0.0 : in.bounds().slope(raw);
            logWeights += in.weights()[t] == 1.0 ? 0.0 : Math.log(in.weights()[t] + FLOOR);
        }
        double length = tokens + lengthEpsilon;
        double ratio = Math.exp(sum / length);
        // A completion's loss, whatever part of its tokens is in the mean
        double loss = -in.advantage() * ratio * Math.exp(logWeights / length) * in.counted() / tokens;
        double[] losses = new double[tokens];
        Arrays.fill(losses, loss);
        for (int t = 0; t < tokens; t++) {
            slopes[t] *= loss * (tokens / length);
        }
        return new SequenceLoss(ratio, losses, slopes, clipped);
    }

    @Override
    public double withoutTokens(double advantage) {
        return lengthEpsilon == 0.0 ? -advantage : 0.0;
    }
}
