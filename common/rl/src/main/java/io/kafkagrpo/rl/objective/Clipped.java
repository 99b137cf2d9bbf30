package io.kafkagrpo.rl.objective;

/**
 * The clipped surrogate: −min(r A, clip(r, 1 − low, 1 + high) A) (PPO, arXiv:1707.06347, eq. 7; separate bounds:
 * DAPO, arXiv:2503.14476), with two optional caps for negative advantages.
 *
 * @param low ε_low, at least 0
 * @param high ε_high, at least 0
 * @param dualClip c: the loss of a negative advantage is at most c |A| (arXiv:1912.09729; verl's clip_ratio_c,
 *     AReaL's c_clip); {@link #NO_CAP} leaves it out
 * @param delta the unclipped ratio is at most delta, before the minimum is taken (INTELLECT-2, arXiv:2505.07291;
 *     TRL's delta); {@link #NO_CAP} leaves it out
 */
public record Clipped(double low, double high, double dualClip, double delta) implements PolicyTerm {
    /** No cap. */
    public static final double NO_CAP = Double.POSITIVE_INFINITY;

    /** Refuses negative clip bounds, and caps that are not above zero (dual clip: above 1). */
    public Clipped {
        if (!(low >= 0.0 && high >= 0.0)) {
            throw new IllegalArgumentException("clip bounds %s and %s must be 0 or more".formatted(low, high));
        }
        if (!(dualClip > 1.0)) {
            throw new IllegalArgumentException("dual clip %s must be above 1".formatted(dualClip));
        }
        if (!(delta > 0.0)) {
            throw new IllegalArgumentException("delta %s must be above 0".formatted(delta));
        }
    }

    /** The same bound on both sides and no caps: the tutorial's and the paper's GRPO. */
    public static Clipped symmetric(double epsilon) {
        return new Clipped(epsilon, epsilon, NO_CAP, NO_CAP);
    }

    /** Separate bounds and no caps. */
    public static Clipped between(double low, double high) {
        return new Clipped(low, high, NO_CAP, NO_CAP);
    }

    @Override
    public void evaluate(double advantage, double ratio, double logProbability, TokenTerm out) {
        double unclipped = -advantage * Math.min(ratio, delta);
        double unclippedSlope = ratio <= delta ? -advantage * ratio : 0.0;
        double clipped = -advantage * Math.clamp(ratio, 1.0 - low, 1.0 + high);
        double clippedSlope = ratio >= 1.0 - low && ratio <= 1.0 + high ? -advantage * ratio : 0.0;
        // A tie gives the mean of both slopes, as automatic differentiation does for the minimum of two tensors.
        if (unclipped == clipped) {
            out.slopeByLogRatio = 0.5 * (unclippedSlope + clippedSlope);
        } else {
            out.slopeByLogRatio = unclipped > clipped ? unclippedSlope : clippedSlope;
        }
        out.loss = Math.max(unclipped, clipped);
        out.clippedLow = ratio < 1.0 - low && advantage < 0.0;
        out.clippedHigh = ratio > 1.0 + high && advantage > 0.0;
        out.capped = advantage < 0.0 && ratio > delta;
        double cap = dualClip * Math.abs(advantage);
        if (out.loss >= cap) {
            out.slopeByLogRatio = out.loss == cap ? 0.5 * out.slopeByLogRatio : 0.0;
            out.loss = cap;
            out.capped = true;
        }
    }
}
