package io.kafkagrpo.cli.argument;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import java.nio.file.Path;

/**
 * A model in this process.
 *
 * @param directory where it was read from
 */
public record LoadedModel(Path directory, ModelConfig config, Tokenizer tokenizer, PolicyModel policy)
        implements AutoCloseable {

    /**
     * Reads a model.
     *
     * @param directory in Hugging Face layout
     * @param device cpu or gpu:N
     * @param threads of libtorch
     */
    public static LoadedModel open(Path directory, String device, ComputeType type, int threads) {
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
    public GenerationEngine generator(int slots, int longest) {
        return new GenerationEngine(policy, slots, Math.min(longest, config.contextLength()));
    }

    @Override
    public void close() {
        policy.close();
        tokenizer.close();
    }
}
