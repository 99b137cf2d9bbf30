package io.kafkagrpo.task.reward;

/**
 * 1 for a completion of exactly {@code targetTokens}, falling linearly to 0 at {@code toleranceTokens} fewer or
 * more, and 0 beyond. For too long ones alone there is {@link LengthPenalty}.
 *
 * @param targetTokens wanted length, in tokens; at least 1
 * @param toleranceTokens distance from the target at which nothing is left; at least 1
 */
public record LengthTarget(int targetTokens, int toleranceTokens) implements RewardFunction {

    public static final String NAME = "length-target";

    /** @throws IllegalArgumentException if a number is out of its range */
    public LengthTarget {
        if (targetTokens < 1) {
            throw new IllegalArgumentException("target-tokens is " + targetTokens + "; allowed is 1 or more.");
        }
        if (toleranceTokens < 1) {
            throw new IllegalArgumentException("tolerance-tokens is " + toleranceTokens + "; allowed is 1 or more.");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        long distance = Math.abs((long) input.tokenCount() - targetTokens);
        return Math.max(0, 1 - (double) distance / toleranceTokens);
    }
}
