package io.kafkagrpo.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The architecture of a decoder-only model, as its config.json says it.
 *
 * @param modelType qwen2, qwen3 or llama
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the gated feed-forward layer
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key/value heads; a divisor of heads
 * @param headDim width of one head; even
 * @param vocabularySize rows of the embedding, which may exceed the tokenizer's vocabulary
 * @param ropeTheta base of the rotary frequencies
 * @param rmsNormEps the epsilon of every RMSNorm
 * @param tiedHead whether the output head is the embedding
 * @param attentionBias whether the q, k and v projections have a bias (Qwen2)
 * @param queryKeyNorm whether queries and keys are normed per head before the rotation (Qwen3)
 * @param contextLength longest sequence in tokens (max_position_embeddings)
 * @param ropeScaling Llama 3's frequency scaling, or null where frequencies are plain
 */
public record ModelConfig(
        String modelType,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularySize,
        double ropeTheta,
        double rmsNormEps,
        boolean tiedHead,
        boolean attentionBias,
        boolean queryKeyNorm,
        int contextLength,
        @Nullable RopeScaling ropeScaling) {

    /**
     * Reads {@code config.json} of a model directory in Hugging Face layout.
     *
     * @throws ModelFormatException where the file is missing or wrong, or asks for something that the engine
     *     does not compute; the message names the key
     */
    public static ModelConfig read(Path modelDirectory) {
        return ModelConfigReader.read(JsonFile.read(modelDirectory.resolve("config.json")));
    }
}
