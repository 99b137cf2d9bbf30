package io.kafkagrpo.model.weights;

import io.kafkagrpo.model.ModelConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The weight tensors of an architecture in one fixed order, which all that handle weights share: files,
 * devices, optimizer state and deltas. The order is that of the forward pass: embedding, layers, final norm,
 * head where untied.
 */
public final class WeightLayout {

    private final List<TensorSpec> tensors;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final long valueCount;

    private WeightLayout(List<TensorSpec> tensors) {
        this.tensors = List.copyOf(tensors);
        for (int i = 0; i < tensors.size(); i++) {
            indexes.put(tensors.get(i).name(), i);
        }
        TensorSpec last = tensors.getLast();
        this.valueCount = last.offset() + last.valueCount();
    }

    /** The layout of a model; equal configurations give equal layouts. */
    public static WeightLayout of(ModelConfig config) {
        return new Builder(config).build();
    }

    /** All tensors in their fixed order. */
    public List<TensorSpec> tensors() {
        return tensors;
    }

    /** Number of values of all tensors together, which is the model's parameter count. */
    public long valueCount() {
        return valueCount;
    }

    /**
     * The position of a tensor in {@link #tensors()}.
     *
     * @throws IllegalArgumentException where the layout has no tensor of that name
     */
    public int indexOf(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("The model has no tensor named " + name + "."));
    }

    OptionalInt find(String name) {
        Integer index = indexes.get(name);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeightLayout layout && tensors.equals(layout.tensors);
    }

    @Override
    public int hashCode() {
        return tensors.hashCode();
    }

    private static final class Builder {
        private final ModelConfig config;
        private final List<TensorSpec> tensors = new ArrayList<>();
        private long offset;

        Builder(ModelConfig config) {
            this.config = config;
        }

        WeightLayout build() {
            long hidden = config.hiddenSize();
            long vocabulary = config.vocabularySize();
            add("model.embed_tokens.weight", vocabulary, hidden);
            for (int layer = 0; layer < config.layers(); layer++) {
                addLayer("model.layers." + layer + ".");
            }
            add("model.norm.weight", hidden);
            if (!config.tiedHead()) {
                add("lm_head.weight", vocabulary, hidden);
            }
            return new WeightLayout(tensors);
        }

        private void addLayer(String layer) {
            long hidden = config.hiddenSize();
            long intermediate = config.intermediateSize();
            long queries = (long) config.heads() * config.headDim();
            long keys = (long) config.kvHeads() * config.headDim();
            add(layer + "input_layernorm.weight", hidden);
            addProjection(layer + "self_attn.q_proj", queries);
            addProjection(layer + "self_attn.k_proj", keys);
            addProjection(layer + "self_attn.v_proj", keys);
            add(layer + "self_attn.o_proj.weight", hidden, queries);
            if (config.queryKeyNorm()) {
                add(layer + "self_attn.q_norm.weight", (long) config.headDim());
                add(layer + "self_attn.k_norm.weight", (long) config.headDim());
            }
            add(layer + "post_attention_layernorm.weight", hidden);
            add(layer + "mlp.gate_proj.weight", intermediate, hidden);
            add(layer + "mlp.up_proj.weight", intermediate, hidden);
            add(layer + "mlp.down_proj.weight", hidden, intermediate);
        }

        private void addProjection(String name, long width) {
            add(name + ".weight", width, (long) config.hiddenSize());
            if (config.attentionBias()) {
                add(name + ".bias", width);
            }
        }

        private void add(String name, Long... shape) {
            var tensor = new TensorSpec(name, List.of(shape), offset);
            tensors.add(tensor);
            offset += tensor.valueCount();
        }
    }
}
