package io.kafkagrpo.engine;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.OptimizerSettings;
import io.kafkagrpo.engine.train.TrainingOptions;
import io.kafkagrpo.model.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** What engine tests share: one thread, tiny models of each architecture, random sequences. */
public final class TestEngine {

    /** Tiny models by what is special to them. */
    public enum Tiny {
        QWEN2_TIED(TinyModels.QWEN2),
        QWEN3_WIDE_HEADS("""
                {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_act": "silu", "hidden_size": 8,
                 "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
                 "head_dim": 6, "vocab_size": 20, "rope_theta": 10000.0, "rms_norm_eps": 1e-05,
                 "tie_word_embeddings": true, "attention_bias": false, "max_position_embeddings": 64}
                """),
        LLAMA3_UNTIED("""
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 8,
                 "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2,
                 "vocab_size": 20, "rope_theta": 5000.0, "rms_norm_eps": 1e-05, "tie_word_embeddings": false,
                 "attention_bias": false, "mlp_bias": false, "max_position_embeddings": 64,
                 "rope_scaling": {"rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0,
                                  "high_freq_factor": 4.0, "original_max_position_embeddings": 32}}
                """);

        private final String config;

        Tiny(String config) {
            this.config = config;
        }

        public Path write(Path directory) throws IOException {
            return TinyModels.write(directory.resolve(name()), config);
        }
    }

    private TestEngine() {}

    /** Starts libtorch with the one thread that all engine tests use. */
    public static void start() {
        TorchRuntime.start(1);
    }

    public static TrainingOptions options(Activations activations, int tokenBudget, String... devices) {
        return new TrainingOptions(
                List.of(devices),
                ComputeType.FLOAT32,
                tokenBudget,
                activations,
                new OptimizerSettings(0.9, 0.999, 1e-8, 0.01));
    }

    /** Groups of random lengths, some with one member, in which members share a prompt. */
    public static List<TokenSequence> groups(SplittableRandom random, int groups, int vocabulary) {
        var all = new java.util.ArrayList<TokenSequence>();
        for (int g = 0; g < groups; g++) {
            int[] prompt = random.ints(random.nextInt(1, 8), 0, vocabulary).toArray();
            int members = random.nextInt(1, 5);
            for (int m = 0; m < members; m++) {
                all.add(sequence(
                        prompt, random.ints(random.nextInt(1, 7), 0, vocabulary).toArray()));
            }
        }
        return all;
    }

    public static TokenSequence sequence(int[] prompt, int[] completion) {
        int[] ids = java.util.Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        return new TokenSequence(ids, prompt.length);
    }
}
