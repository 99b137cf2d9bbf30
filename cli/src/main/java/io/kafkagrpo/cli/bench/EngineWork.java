package io.kafkagrpo.cli.bench;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.WeightLayout;

/**
 * What a model's passes cost at the least: floating-point operations (two for each multiply-add) and bytes of
 * memory read. The head counts where logits are needed only; looking up an embedding costs nothing.
 *
 * @param layerWeights values in the matrices and vectors of all layers
 * @param headWeights values of the output head
 * @param cacheValues keys and values of one token in all layers
 * @param attentionWidth query heads times their dimension, in all layers
 */
record EngineWork(long layerWeights, long headWeights, long cacheValues, long attentionWidth) {

    static EngineWork of(ModelConfig config) {
        long head = (long) config.vocabularySize() * config.hiddenSize();
        long embeddings = config.tiedHead() ? head : 2 * head;
        long layers = config.layers();
        return new EngineWork(
                WeightLayout.of(config).valueCount() - embeddings,
                head,
                2 * layers * config.kvHeads() * config.headDim(),
                layers * config.heads() * config.headDim());
    }

    /** Operations to read a prompt, of whose logits only the last are needed. */
    double prefillFlops(int tokens) {
        return 2.0 * layerWeights * tokens + 2.0 * headWeights + 2.0 * attentionWidth * tokens * tokens;
    }

    /** Operations to give each of a number of sequences, so many tokens long, one more. */
    double decodeFlops(int sequences, int length) {
        return sequences * (2.0 * (layerWeights + headWeights) + 4.0 * attentionWidth * length);
    }

    /** Bytes read for it: all weights once, and every sequence's keys and values. */
    double decodeBytes(int sequences, int length, int valueBytes) {
        return (double) valueBytes * (layerWeights + headWeights + (double) sequences * length * cacheValues);
    }

    /** Operations of forward and backward: 6 for each weight and token, 8 where the layers run forward twice. */
    double trainFlops(long tokens, long predictions, int passes) {
        return 2.0 * passes * layerWeights * tokens + 6.0 * headWeights * predictions;
    }
}
