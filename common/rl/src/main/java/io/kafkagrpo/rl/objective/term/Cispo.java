package io.kafkagrpo.rl.objective.term;

/**
 * −sg(clip(r, minimum, maximum)) A log π: the ratio only weights, every token keeps its slope (CISPO, MiniMax-M1,
 * arXiv:2506.13585, eq. 4). Bounds are absolute ratios, as TRL's epsilon_high (which has no lower bound); verl's
 * clip_ratio_low and clip_ratio_high are relative: 1 − low and 1 + high here.
 *
 * @param minimum smallest weight, 0 for none
 * @param maximum largest weight
 */
public record Cispo(double minimum, double maximum) implements TokenPolicyTerm {
    /** Refuses bounds in the wrong order. */
    public Cispo {
        if (!(minimum <= maximum && maximum > 0.0)) {
            throw new IllegalArgumentException(
                    "CISPO bounds [%s, %s] must be ordered and above 0".formatted(minimum, maximum));
        }
    }

    @Override
    public void evaluate(TokenInput in, TokenTerm out) {
        double weight = Math.clamp(in.ratio, minimum, maximum);
        out.loss = -weight * in.advantage * in.logProbability;
        out.slopeByLogProbability = -weight * in.advantage;
        out.clippedLow = in.ratio < minimum;
        out.clippedHigh = in.ratio > maximum;
    }

    @Override
    public Slope slope() {
        return Slope.PARTLY_HELD;
    }
}
