package io.kafkagrpo.rl.objective.term;

/**
 * What a {@link SequencePolicyTerm} gives: losses of tokens, which the aggregation averages, importance weights
 * included.
 *
 * @param ratio of the completion, for the metrics
 * @param losses per token
 * @param slopes d Σ losses / d log-probability, per token
 * @param clipped which tokens' clip decided
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SequenceLoss(double ratio, double[] losses, double[] slopes, boolean[] clipped) {}
