package io.kafkagrpo.engine.train;

/**
 * An update that was made.
 *
 * @param step its number, from 1
 * @param gradientNorm Euclidean norm of the whole gradient before clipping
 * @param gradientScale what the gradient was multiplied by, 1 where it was not clipped
 */
public record OptimizerStep(long step, double gradientNorm, double gradientScale) {}
