package io.kafkagrpo.local;

import io.kafkagrpo.model.ComputeType;
import io.kafkagrpo.model.GenerationEngine;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.PolicyModel;
import io.kafkagrpo.model.Tokenizer;
import io.kafkagrpo.model.TorchRuntime;
import java.nio.file.Path;

/**
 * A model in this process.
 *
 * @param directory where it was read from
 */
record LoadedModel(Path directory, ModelConfig config, Tokenizer tokenizer, PolicyModel policy)
        implements AutoCloseable {

    /**
     * Reads a model.
     *
     * @param directory in Hugging Face layout
     * @param device cpu or gpu:N
     * @param threads of libtorch
     */
    static LoadedModel open(Path directory, String device, ComputeType type, int threads) {
        ModelConfig config = ModelConfig.read(directory);
        Tokenizer tokenizer = Tokenizer.open(directory);
        tokenizer.requireFits(config);
        TorchRuntime.start(threads);
        PolicyModel policy = PolicyModel.load(directory, config, device, type);
        return new LoadedModel(directory, config, tokenizer, policy);
    }

    /**
     * An engine that generates with this model; the caller closes it before the model.
     *
     * @param slots sequences generated at a time
     * @param longest tokens of prompt and completion together; the model's context bounds it
     */
    GenerationEngine generator(int slots, int longest) {
        return new GenerationEngine(policy, slots, Math.min(longest, config.contextLength()));
    }

    @Override
    public void close() {
        policy.close();
        tokenizer.close();
    }
}
