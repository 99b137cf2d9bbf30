package io.kafkagrpo.engine.train;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.torch.HiddenMatrices;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.WeightLayout;

/**
 * Memory that training takes, by formula, to be printed before it is asked for.
 *
 * <p>With P weights and s the compute type's bytes, each device holds compute weights (sP) and gradient sums (4P);
 * the first also masters and two moments (12P; where Muon steps the layers' M matrix values, 4M less and what it
 * computes with, about 20 bytes for each value of the largest matrix). For a micro-batch of N tokens a layer keeps
 * about a = s·N·(8·hidden + 4·(heads + 2·kvHeads)·headDim + 4·intermediate) for its backward pass, which ends with
 * the layers' gradients (sP without embeddings and head) before they are added up. With recomputing, one layer
 * keeps a and has its gradients, and all others keep their input, s·N·hidden. The head adds three tensors of at
 * most 128 MiB of logits and, in bf16, one product of its own size.
 *
 * @param stateBytes weights, gradients and optimizer of the first device
 * @param activationBytes what one micro-batch takes at its peak, gradients that aren't summed up yet among it
 */
public record TrainingMemory(long stateBytes, long activationBytes) {

    private static final long LOGIT_BYTES = 4L << 25;

    /** The update ahead, its iterate and the next one, and two products that are smaller. */
    private static final long MUON_BYTES = 5L * Float.BYTES;

    /** The estimate for a model trained with the given options, on the first of its devices. */
    public static TrainingMemory of(ModelConfig config, TrainingOptions options) {
        long weights = WeightLayout.of(config).valueCount();
        long valueBytes = options.computeType().byteSize();
        long head = (long) config.vocabularySize() * config.hiddenSize();
        long layerWeights = weights - (config.tiedHead() ? head : 2 * head);
        long tokens = options.tokenBudget();
        long perToken = 8L * config.hiddenSize()
                + 4L * (config.heads() + 2L * config.kvHeads()) * config.headDim()
                + 4L * config.intermediateSize();
        long values = switch (options.activations()) {
            case KEEP -> config.layers() * tokens * perToken + layerWeights;
            case RECOMPUTE ->
                tokens * (perToken + (long) config.layers() * config.hiddenSize()) + layerWeights / config.layers();
        };
        long logits = Math.min(LOGIT_BYTES, Float.BYTES * tokens * config.vocabularySize());
        long headProduct = options.computeType() == ComputeType.BFLOAT16 ? valueBytes * head : 0;
        return new TrainingMemory(
                weights * (valueBytes + Float.BYTES) + optimizerBytes(config, weights, options.optimizer()),
                valueBytes * values + 3 * logits + headProduct);
    }

    private static long optimizerBytes(ModelConfig config, long weights, OptimizerSettings settings) {
        return switch (settings.hiddenMatrices()) {
            case OptimizerSettings.ByAdamw _ -> 3L * Float.BYTES * weights;
            case OptimizerSettings.ByMuon _ -> {
                HiddenMatrices hidden = HiddenMatrices.of(ParameterLayout.of(config));
                yield Float.BYTES * (3 * weights - hidden.matrixValues()) + MUON_BYTES * hidden.largestMatrix();
            }
        };
    }

    /** Both together, in bytes. */
    public long totalBytes() {
        return stateBytes + activationBytes;
    }
}
