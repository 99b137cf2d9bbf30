package io.kafkagrpo.engine.train;

import org.jspecify.annotations.Nullable;

/**
 * How a loss changes with what the policy says at each completion token of a sequence.
 *
 * @param byLogProbability d loss / d log-probability of the token
 * @param byEntropy d loss / d entropy of the distribution, or null where the loss has no such term
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenSlopes(double[] byLogProbability, double @Nullable [] byEntropy) {

    /** Of a loss that depends on log-probabilities alone. */
    public static TokenSlopes of(double[] byLogProbability) {
        return new TokenSlopes(byLogProbability, null);
    }
}
