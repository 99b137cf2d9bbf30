package io.kafkagrpo.rl;

/**
 * Soft overlong punishment, added to a completion's reward (DAPO, arXiv:2503.14476, eq. 13; verl's overlong_buffer,
 * AReaL's overlong penalty): 0 up to maximum − buffer tokens, then falling linearly to −factor at the maximum.
 *
 * @param maximumTokens longest completion
 * @param bufferTokens over how many tokens the penalty grows
 * @param factor penalty at the maximum
 */
public record LengthPenalty(int maximumTokens, int bufferTokens, double factor) {
    /** Refuses a buffer that is empty or longer than the maximum. */
    public LengthPenalty {
        if (bufferTokens < 1 || bufferTokens > maximumTokens) {
            throw new IllegalArgumentException(
                    "length penalty buffer %d must be from 1 to %d tokens".formatted(bufferTokens, maximumTokens));
        }
        if (!(factor >= 0.0 && Double.isFinite(factor))) {
            throw new IllegalArgumentException("length penalty factor %s must be 0 or more".formatted(factor));
        }
    }

    /** What is added to the reward of a completion of so many tokens: 0 or less. */
    public double ofLength(int tokens) {
        int exceeding = tokens - (maximumTokens - bufferTokens);
        return exceeding <= 0 ? 0.0 : -factor * exceeding / bufferTokens;
    }
}
