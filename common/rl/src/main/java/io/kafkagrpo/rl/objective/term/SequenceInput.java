package io.kafkagrpo.rl.objective.term;

import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;

/**
 * A completion, by those of its tokens that take part in the policy term.
 *
 * @param advantage of the completion
 * @param counted tokens of the completion, those included that only the policy term leaves out
 * @param bounds of a log-ratio before it is exponentiated
 * @param logRatios log π − log π_anchor before any bounds
 * @param logProbabilities log π
 * @param weights importance weights of the correction, 1 without; constants
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SequenceInput(
        double advantage,
        int counted,
        LogRatioBounds bounds,
        double[] logRatios,
        double[] logProbabilities,
        double[] weights) {
    /** How many tokens take part. */
    public int tokens() {
        return logRatios.length;
    }
}
