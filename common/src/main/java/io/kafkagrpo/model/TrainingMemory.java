package io.kafkagrpo.model;

/**
 * Memory that training takes, by formula, to be printed before it is asked for.
 *
 * <p>With P weights, each device holds compute weights (4P or 2P bytes) and gradient sums (4P); the first also masters and two
 * moments (12P). For a micro-batch of N tokens, with s the compute type's bytes, a layer keeps about
 * s·N·(8·hidden + 4·(heads + 2·kvHeads)·headDim + 4·intermediate) for its backward pass; with recomputing, one layer keeps that
 * and all others their input, s·N·hidden. The head adds three tensors of at most 128 MiB of logits.
 *
 * @param stateBytes weights, gradients and optimizer of the first device
 * @param activationBytes what one micro-batch takes at its peak
 */
public record TrainingMemory(long stateBytes, long activationBytes) {

    private static final long LOGIT_BYTES = 4L << 25;

    /** The estimate for a model trained with the given options. */
    public static TrainingMemory of(ModelConfig config, TrainingOptions options) {
        long weights = WeightLayout.of(config).valueCount();
        long state = weights * (options.computeType().byteSize() + Float.BYTES + 3L * Float.BYTES);
        long perToken = 8L * config.hiddenSize()
                + 4L * (config.heads() + 2L * config.kvHeads()) * config.headDim()
                + 4L * config.intermediateSize();
        long values = switch (options.activations()) {
            case KEEP -> config.layers() * perToken;
            case RECOMPUTE -> perToken + (long) config.layers() * config.hiddenSize();
        };
        long tokens = options.tokenBudget();
        long logits = Math.min(LOGIT_BYTES, 4L * tokens * config.vocabularySize());
        return new TrainingMemory(state, tokens * values * options.computeType().byteSize() + 3 * logits);
    }

    /** Both together, in bytes. */
    public long totalBytes() {
        return stateBytes + activationBytes;
    }
}
