package io.kafkagrpo.rollout;

/**
 * Who sampled a completion, and when by its wall clock.
 *
 * @param generatorId name of the generator
 * @param startedAtMs milliseconds since 1970 when its group was taken up
 * @param finishedAtMs the same when the completion ended
 */
public record Origin(String generatorId, long startedAtMs, long finishedAtMs) {}
