package io.kafkagrpo.rl.objective.term;

/**
 * Divergence PPO (arXiv:2602.04879): a token takes part as long as its probability p has not moved too far from q,
 * that of the policy which the ratio is taken against; its ratio is not clipped.
 *
 * @param mask what is measured, and which tokens it drops
 * @param low most that a token of a negative advantage may have moved
 * @param high most that a token of a positive advantage may have moved
 * @param value what the loss's value is; the slopes are the same
 * @param cap most weight of a token, with {@link Value#LOG_PROBABILITY}; {@link Clipped#NO_CAP} for none
 */
public record Dppo(Mask mask, double low, double high, Value value, double cap) implements TokenPolicyTerm {
    private static final double FLOOR = 1.0e-8;

    /** What is measured, and which tokens it drops. */
    public enum Mask {
        /**
         * abs(p − q), of tokens that moved further the way their advantage pushes (verl "dppo_tv", prime-rl,
         * SkyRL).
         */
        TOTAL_VARIATION,
        /**
         * The KL divergence of (q, 1 − q) and (p, 1 − p), of the same tokens (verl "dppo_kl", SkyRL "binary_kl").
         */
        BINARY_KL,
        /** abs(p − q), of tokens that moved either way (prime-rl "ipo"). */
        TOTAL_VARIATION_EITHER_WAY
    }

    /** What the loss's value is. */
    public enum Value {
        /** −A r (prime-rl, SkyRL). */
        RATIO,
        /** −A sg(min(r, cap)) log π (verl). */
        LOG_PROBABILITY
    }

    /** Refuses negative bounds, and a cap that is not above zero or has no meaning. */
    public Dppo {
        if (!(low >= 0.0 && high >= 0.0)) {
            throw new IllegalArgumentException("DPPO bounds %s and %s must be 0 or more".formatted(low, high));
        }
        if (!(cap > 0.0) || (value == Value.RATIO && cap != Clipped.NO_CAP)) {
            throw new IllegalArgumentException(
                    "DPPO cap %s must be above 0, and needs the value log-probability".formatted(cap));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        double p = Math.min(1.0, Math.exp(in.logProbability));
        double q = Math.min(1.0, Math.exp(in.anchor));
        if (isDropped(in, p, q)) {
            out.clippedHigh = in.advantage > 0.0;
            out.clippedLow = in.advantage < 0.0;
            return;
        }
        if (value == Value.RATIO) {
            out.loss = -in.advantage * in.ratio;
            out.slopeByLogRatio = out.loss;
            return;
        }
        double weight = Math.min(in.ratio, cap);
        out.loss = -in.advantage * weight * in.logProbability;
        out.slopeByLogProbability = -in.advantage * weight;
        out.capped = in.ratio > cap;
    }

    private boolean isDropped(TokenInput in, double p, double q) {
        double bound = in.advantage > 0.0 ? high : low;
        boolean pushed = in.advantage > 0.0 ? p > q : p < q;
        return switch (mask) {
            case TOTAL_VARIATION -> pushed && Math.abs(p - q) > bound;
            case BINARY_KL -> pushed && divergence(in, p, q) > bound;
            case TOTAL_VARIATION_EITHER_WAY -> Math.abs(p - q) > bound;
        };
    }

    private static double divergence(TokenInput in, double p, double q) {
        return q * (in.anchor - in.logProbability) + (1.0 - q) * Math.log((1.0 - q + FLOOR) / (1.0 - p + FLOOR));
    }

    @Override
    public Slope slope() {
        return value == Value.RATIO ? Slope.DERIVATIVE : Slope.PARTLY_HELD;
    }
}
