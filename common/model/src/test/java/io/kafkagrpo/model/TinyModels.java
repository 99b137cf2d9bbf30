package io.kafkagrpo.model;

import io.kafkagrpo.model.weights.Bfloat16;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.model.weights.WeightLayout;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Model directories of a few thousand parameters, made on the spot. */
public final class TinyModels {

    public static final String QWEN2 = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "vocab_size": 20, "rope_theta": 1000000.0, "rms_norm_eps": 1e-06, "tie_word_embeddings": true,
             "max_position_embeddings": 64}
            """;

    private TinyModels() {}

    /** Writes config.json and random weights; returns the directory. */
    public static Path write(Path directory, String config) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("config.json"), config);
        var random = new SplittableRandom(7);
        try (var weights = HostWeights.allocate(WeightLayout.of(ModelConfig.read(directory)))) {
            for (long at = 0; at < weights.segment().byteSize(); at += Short.BYTES) {
                int single = Float.floatToRawIntBits((float) random.nextDouble(-1, 1));
                weights.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, at, Bfloat16.round(single));
            }
            ModelWriter.save(directory, directory, weights);
        }
        return directory;
    }
}
