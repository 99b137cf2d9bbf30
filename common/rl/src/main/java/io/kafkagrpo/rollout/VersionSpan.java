package io.kafkagrpo.rollout;

/**
 * A run of tokens drawn with the same weights.
 *
 * @param version the weights' version
 * @param fromToken index of the run's first token in the completion; it lasts to the next run
 */
public record VersionSpan(long version, int fromToken) {}
