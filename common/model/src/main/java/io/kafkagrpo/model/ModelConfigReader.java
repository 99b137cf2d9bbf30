package io.kafkagrpo.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * config.json to {@link ModelConfig}; whatever would change the computation and is not supported is
 * refused by name.
 */
public final class ModelConfigReader {

    private static final Map<String, String> ARCHITECTURES =
            Map.of("qwen2", "Qwen2ForCausalLM", "qwen3", "Qwen3ForCausalLM", "llama", "LlamaForCausalLM");

    private static final String SUPPORTED = "qwen2 (Qwen2 and Qwen2.5), qwen3 (Qwen3 dense) and llama (Llama 2 and 3)";

    /** Far beyond any model, and small enough that no product of sizes overflows. */
    private static final int LARGEST_SIZE = 1 << 24;

    private final JsonFile config;

    private ModelConfigReader(JsonFile config) {
        this.config = config;
    }

    public static ModelConfig read(JsonFile config) {
        return new ModelConfigReader(config).read();
    }

    private ModelConfig read() {
        String type = supportedType();
        refuseUnusual();
        int hidden = size("hidden_size");
        int heads = size("num_attention_heads");
        // Llama 2's files may leave these two out, and their meaning there is fixed
        int kvHeads = "llama".equals(type) && !config.has("num_key_value_heads") ? heads : size("num_key_value_heads");
        if (heads % kvHeads != 0) {
            throw config.wrong(
                    "num_key_value_heads",
                    config.required("num_key_value_heads"),
                    "a divisor of num_attention_heads (" + heads + ")");
        }
        return new ModelConfig(
                type,
                hidden,
                size("intermediate_size"),
                config.positiveInt("num_hidden_layers", 10_000),
                heads,
                kvHeads,
                headDim(type, hidden, heads),
                size("vocab_size"),
                ropeTheta(),
                config.positiveDouble("rms_norm_eps"),
                config.isTrue("tie_word_embeddings"),
                "qwen2".equals(type),
                "qwen3".equals(type),
                config.positiveInt("max_position_embeddings", Integer.MAX_VALUE),
                ropeScaling());
    }

    private int size(String key) {
        return config.positiveInt(key, LARGEST_SIZE);
    }

    private String supportedType() {
        String type = config.string("model_type");
        String architecture = ARCHITECTURES.get(type);
        if (architecture == null) {
            throw unsupported("model_type " + type, SUPPORTED);
        }
        JsonNode declared = config.find("architectures");
        if (declared != null) {
            boolean named = false;
            for (JsonNode each : declared) {
                named |= architecture.equals(each.textValue());
            }
            if (!declared.isArray() || !named) {
                throw unsupported("architectures " + JsonFile.shortened(declared.toString()), architecture);
            }
        }
        return type;
    }

    private void refuseUnusual() {
        require("hidden_act", "silu");
        refuseTrue("use_sliding_window", "attention over the whole context");
        // Qwen2 always has its q, k and v biases and its files never say so
        if (!"qwen2".equals(config.string("model_type"))) {
            refuseTrue("attention_bias", "false");
        }
        refuseTrue("mlp_bias", "false");
        refuseTrue("scale_attn_by_inverse_layer_idx", "false");
        requireOne("partial_rotary_factor");
        requireOne("pretraining_tp");
        JsonNode layerTypes = config.find("layer_types");
        if (layerTypes != null) {
            for (JsonNode layer : layerTypes) {
                if (!"full_attention".equals(layer.textValue())) {
                    throw unsupported("layer_types with " + layer, "full_attention");
                }
            }
        }
        for (String key : new String[] {"quantization_config", "num_experts", "num_local_experts", "kv_lora_rank"}) {
            if (config.has(key)) {
                throw unsupported(key, "dense models with plain weights");
            }
        }
    }

    private void require(String key, String only) {
        JsonNode value = config.find(key);
        if (value != null && !only.equals(value.textValue())) {
            throw unsupported(key + " " + value, only);
        }
    }

    private void requireOne(String key) {
        JsonNode value = config.find(key);
        if (value != null && !(value.isNumber() && value.doubleValue() == 1)) {
            throw unsupported(key + " " + value, "1");
        }
    }

    private void refuseTrue(String key, String supported) {
        if (config.isTrue(key)) {
            throw unsupported(key + " true", supported);
        }
    }

    private int headDim(String type, int hidden, int heads) {
        int dim;
        if (config.has("head_dim") || "qwen3".equals(type)) {
            dim = size("head_dim");
        } else if (hidden % heads == 0) {
            dim = hidden / heads;
        } else {
            throw config.wrong(
                    "hidden_size",
                    config.required("hidden_size"),
                    "a multiple of num_attention_heads (" + heads + ") where head_dim is absent");
        }
        if (dim % 2 != 0) {
            throw new ModelFormatException(
                    config.name() + ": the head width is " + dim + ", but must be even, for rotary positions.");
        }
        return dim;
    }

    /** Which section speaks of rotary positions; since transformers 5 it may hold {@code rope_theta} too. */
    private String ropeSection() {
        return config.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    }

    /** The section's own base wins over the outer one, as in transformers. */
    private double ropeTheta() {
        String section = ropeSection();
        if (config.has(section) && config.object(section).has("rope_theta")) {
            return config.object(section).positiveDouble("rope_theta");
        }
        if (config.has("rope_theta")) {
            return config.positiveDouble("rope_theta");
        }
        // Llama 2's original files lack the key; the architecture's own base is 10,000
        if ("llama".equals(config.string("model_type"))) {
            return 10_000;
        }
        throw new ModelFormatException(config.name() + " lacks rope_theta.");
    }

    private @Nullable RopeScaling ropeScaling() {
        String key = ropeSection();
        if (!config.has(key)) {
            return null;
        }
        JsonFile scaling = config.object(key);
        if (scaling.has("partial_rotary_factor")) {
            JsonNode factor = scaling.required("partial_rotary_factor");
            if (factor.doubleValue() != 1) {
                throw unsupported("partial_rotary_factor " + factor, "1");
            }
        }
        String type = ropeType(scaling);
        return switch (type) {
            case "default" -> null;
            case "llama3" -> {
                var llama3 = new RopeScaling(
                        scaling.positiveDouble("factor"),
                        scaling.positiveDouble("low_freq_factor"),
                        scaling.positiveDouble("high_freq_factor"),
                        scaling.positiveInt("original_max_position_embeddings", Integer.MAX_VALUE));
                if (llama3.highFrequencyFactor() <= llama3.lowFrequencyFactor()) {
                    throw scaling.wrong(
                            "high_freq_factor",
                            scaling.required("high_freq_factor"),
                            "greater than low_freq_factor (" + llama3.lowFrequencyFactor() + ")");
                }
                yield llama3;
            }
            default -> throw unsupported(key + " of type " + type, "default and llama3");
        };
    }

    /**
     * {@code type} in older files; without either the plain kind, unless other keys say that something is scaled.
     */
    private static String ropeType(JsonFile scaling) {
        if (!scaling.has("rope_type") && scaling.has("type")) {
            return scaling.string("type");
        }
        boolean plain = Set.of("rope_theta", "partial_rotary_factor").containsAll(scaling.keys());
        return !scaling.has("rope_type") && plain ? "default" : scaling.string("rope_type");
    }

    private ModelFormatException unsupported(String what, String supported) {
        return new ModelFormatException(
                config.name() + ": " + what + " is not supported; supported: " + supported + ".");
    }
}
