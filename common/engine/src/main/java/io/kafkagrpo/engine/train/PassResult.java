package io.kafkagrpo.engine.train;

/**
 * What one pass over sequences saw.
 *
 * @param meanEntropy mean over completion tokens of the entropy of their distributions, in nats
 * @param predictedTokens completion tokens of all sequences
 * @param computedTokens tokens that went through the layers, which is less than those of all sequences where
 *     groups share prompts
 * @param microBatches number of micro-batches
 */
public record PassResult(double meanEntropy, long predictedTokens, long computedTokens, int microBatches) {}
