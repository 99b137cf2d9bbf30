package io.kafkagrpo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {

    private static final String LLAMA = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 6, "vocab_size": 20, "rope_theta": 500000.0, "rms_norm_eps": 1e-05,
             "tie_word_embeddings": false, "max_position_embeddings": 131072, "attention_bias": false,
             "mlp_bias": false, "pretraining_tp": 1,
             "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
              "original_max_position_embeddings": 8192, "rope_type": "llama3"}}
            """;

    private static final String QWEN3 = """
            {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_act": "silu", "hidden_size": 8,
             "intermediate_size": 12, "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 6, "vocab_size": 20, "rope_theta": 1000000, "rms_norm_eps": 1e-06, "rope_scaling": null,
             "tie_word_embeddings": true, "max_position_embeddings": 40960, "attention_bias": false,
             "use_sliding_window": false, "sliding_window": null, "layer_types": ["full_attention"]}
            """;

    private static ModelConfig read(String json) {
        return ModelConfigReader.read(JsonFile.parse("config.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsEachSupportedArchitecture() {
        assertThat(read(TinyModels.QWEN2))
                .isEqualTo(new ModelConfig("qwen2", 8, 12, 2, 4, 2, 2, 20, 1e6, 1e-6, true, true, false, 64, null));
        assertThat(read(QWEN3))
                .isEqualTo(new ModelConfig("qwen3", 8, 12, 1, 4, 2, 6, 20, 1e6, 1e-6, true, false, true, 40960, null));
        assertThat(read(LLAMA))
                .isEqualTo(new ModelConfig(
                        "llama",
                        8,
                        12,
                        1,
                        4,
                        2,
                        6,
                        20,
                        5e5,
                        1e-5,
                        false,
                        false,
                        false,
                        131072,
                        new RopeScaling(32, 1, 4, 8192)));
    }

    @Test
    void layoutFollowsTheArchitecture() {
        assertThat(WeightLayout.of(read(QWEN3)).tensors())
                .extracting(TensorSpec::name)
                .containsExactly(
                        "model.embed_tokens.weight",
                        "model.layers.0.input_layernorm.weight",
                        "model.layers.0.self_attn.q_proj.weight",
                        "model.layers.0.self_attn.k_proj.weight",
                        "model.layers.0.self_attn.v_proj.weight",
                        "model.layers.0.self_attn.o_proj.weight",
                        "model.layers.0.self_attn.q_norm.weight",
                        "model.layers.0.self_attn.k_norm.weight",
                        "model.layers.0.post_attention_layernorm.weight",
                        "model.layers.0.mlp.gate_proj.weight",
                        "model.layers.0.mlp.up_proj.weight",
                        "model.layers.0.mlp.down_proj.weight",
                        "model.norm.weight");
        var llama = WeightLayout.of(read(LLAMA));
        assertThat(llama.tensors().getLast())
                .isEqualTo(new TensorSpec("lm_head.weight", java.util.List.of(20L, 8L), llama.valueCount() - 160));
        assertThat(WeightLayout.of(read(TinyModels.QWEN2)).indexOf("model.layers.0.self_attn.q_proj.bias"))
                .isEqualTo(3);
    }

    @Test
    void filesOfTransformers5HoldTheRotaryBaseInRopeParameters() {
        String json = QWEN3.replace(
                "\"rope_theta\": 1000000",
                "\"rope_parameters\": {\"rope_theta\": 10000.0, \"rope_type\": \"default\"}");
        assertThat(read(json).ropeTheta()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "rope_theta": 10000.0, "rope_parameters": {"rope_theta": 1000000.0, "rope_type": "default"} | 1000000
            "rope_theta": 10000.0, "rope_scaling": {"rope_theta": 1000000.0, "rope_type": "default"}    | 1000000
            "rope_scaling": {"rope_theta": 1000000.0, "rope_type": "default"}                           | 1000000
            "rope_scaling": {"rope_theta": 1000000.0, "type": "default"}                                | 1000000
            "rope_parameters": {"rope_theta": 1000000.0}                                                | 1000000
            "rope_theta": 500000.0, "rope_parameters": {"rope_type": "default"}                         | 500000
            "rope_theta": 500000.0, "rope_scaling": null                                                | 500000
            """)
    void theRotaryBaseIsReadWhereverItStandsAndTheInnerOneWins(String rope, double theta) throws Exception {
        assertThat(read(withRope(rope)).ropeTheta()).isEqualTo(theta);
    }

    @Test
    void aScalingWithoutItsKindIsRefused() {
        assertThatThrownBy(() -> read(withRope("\"rope_theta\": 1e6, \"rope_scaling\": {\"factor\": 8.0}")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("rope_scaling lacks rope_type");
    }

    private static String withRope(String rope) {
        return """
                {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 64, "intermediate_size": 128,
                 "max_position_embeddings": 32768, "model_type": "qwen2", "num_attention_heads": 4, "num_hidden_layers": 2,
                 "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "tie_word_embeddings": true, "vocab_size": 151936, %s}
                """.formatted(rope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model_type\": \"llama\"            | \"model_type\": \"mistral\"   | model_type mistral is not supported; supported: qwen2 (Qwen2 and Qwen2.5), qwen3 (Qwen3 dense) and llama (Llama 2 and 3).",
                "\"LlamaForCausalLM\"                 | \"LlamaForSequenceClassification\" | architectures [\"LlamaForSequenceClassification\"] is not supported; supported: LlamaForCausalLM.",
                "\"silu\"                             | \"gelu\"                      | hidden_act \"gelu\" is not supported; supported: silu.",
                "\"attention_bias\": false            | \"attention_bias\": true      | attention_bias true is not supported; supported: false.",
                "\"mlp_bias\": false                  | \"mlp_bias\": true            | mlp_bias true is not supported; supported: false.",
                "\"pretraining_tp\": 1                | \"pretraining_tp\": 2         | pretraining_tp 2 is not supported; supported: 1.",
                "\"pretraining_tp\": 1                | \"partial_rotary_factor\": 0.5 | partial_rotary_factor 0.5 is not supported; supported: 1.",
                "\"pretraining_tp\": 1                | \"use_sliding_window\": true  | use_sliding_window true is not supported; supported: attention over the whole context.",
                "\"pretraining_tp\": 1                | \"layer_types\": [\"sliding_attention\"] | layer_types with \"sliding_attention\" is not supported; supported: full_attention.",
                "\"pretraining_tp\": 1                | \"quantization_config\": {}   | quantization_config is not supported; supported: dense models with plain weights.",
                "\"llama3\"                           | \"yarn\"                      | rope_scaling of type yarn is not supported; supported: default and llama3.",
                "\"high_freq_factor\": 4.0            | \"high_freq_factor\": 1.0     | config.json: rope_scaling: high_freq_factor is 1.0, but must be greater than low_freq_factor (1.0).",
                "\"num_key_value_heads\": 2           | \"num_key_value_heads\": 3    | num_key_value_heads is 3, but must be a divisor of num_attention_heads (4).",
                "\"head_dim\": 6                      | \"head_dim\": 5               | the head width is 5, but must be even, for rotary positions.",
                "\"hidden_size\": 8                   | \"hidden_size\": \"8\"        | hidden_size is \"8\", but must be a whole number from 1 to 16777216.",
                "\"hidden_size\": 8                   | \"hidden_size\": -8           | hidden_size is -8, but must be a whole number from 1 to 16777216.",
                "\"rms_norm_eps\": 1e-05              | \"rms_norm_eps\": 0           | rms_norm_eps is 0, but must be a number greater than 0.",
                "\"vocab_size\": 20,                  | ``                            | config.json lacks vocab_size.",
                "\"hidden_size\": 8,                  | \"hidden_size\": 8, \"hidden_size\": 9, | config.json is not valid JSON, for the key 'hidden_size' stands in it twice",
            })
    void whatIsNotSupportedIsRefusedByName(String before, String after, String complaint) {
        assertThat(LLAMA).contains(before);
        assertThatThrownBy(() -> read(LLAMA.replace(before, after)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }
}
