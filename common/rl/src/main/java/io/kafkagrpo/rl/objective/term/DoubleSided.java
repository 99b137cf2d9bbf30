package io.kafkagrpo.rl.objective.term;

/**
 * −sg(r) A log π where 1 − low &lt; r &lt; 1 + high, and nothing elsewhere: double-sided importance sampling
 * (GLM-5, arXiv:2602.15763; SkyRL "rollout_is"). Unlike {@link Clipped} it drops a token on either side, whatever
 * its advantage.
 *
 * @param low least ratio is 1 − low, itself out
 * @param high largest ratio is 1 + high, itself out
 */
public record DoubleSided(double low, double high) implements TokenPolicyTerm {
    /** Refuses negative bounds. */
    public DoubleSided {
        if (!(low >= 0.0 && high >= 0.0)) {
            throw new IllegalArgumentException("double-sided bounds %s and %s must be 0 or more".formatted(low, high));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        out.clippedLow = in.ratio <= 1.0 - low;
        out.clippedHigh = in.ratio >= 1.0 + high;
        if (!out.clippedLow && !out.clippedHigh) {
            out.loss = -in.advantage * in.ratio * in.logProbability;
            out.slopeByLogProbability = -in.advantage * in.ratio;
        }
    }

    @Override
    public Slope slope() {
        return Slope.PARTLY_HELD;
    }
}
