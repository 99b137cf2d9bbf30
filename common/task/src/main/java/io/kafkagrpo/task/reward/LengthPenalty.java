package io.kafkagrpo.task.reward;

/**
 * 0 up to {@code maxTokens - bufferTokens} tokens, then falling linearly to −1 at {@code maxTokens}, and −1 beyond.
 * Source: soft overlong punishment, equation 13 of DAPO (arXiv 2503.14476).
 *
 * @param maxTokens completion length, in tokens, that gets the whole penalty; at least 1
 * @param bufferTokens tokens over which the penalty grows; 1 to maxTokens
 */
public record LengthPenalty(int maxTokens, int bufferTokens) implements RewardFunction {

    public static final String NAME = "length-penalty";

    /** @throws IllegalArgumentException if a number is out of its range */
    public LengthPenalty {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max-tokens is " + maxTokens + "; allowed is 1 or more.");
        }
        if (bufferTokens < 1 || bufferTokens > maxTokens) {
            throw new IllegalArgumentException(
                    "buffer-tokens is %d; allowed is 1 to max-tokens (%d).".formatted(bufferTokens, maxTokens));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        int over = input.tokenCount() - (maxTokens - bufferTokens);
        return over <= 0 ? 0 : -Math.min(1.0, (double) over / bufferTokens);
    }
}
