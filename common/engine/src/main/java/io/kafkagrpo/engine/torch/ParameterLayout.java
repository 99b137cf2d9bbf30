package io.kafkagrpo.engine.torch;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where the programs keep each weight tensor in one flat vector. q, k and v lie side by side, as do gate and
 * up, so that a program multiplies by each of these as one matrix; every parameter starts on a 64 byte line,
 * with zeros between.
 */
public final class ParameterLayout {

    private static final int ALIGNMENT = 16;

    private final WeightLayout weights;
    private final long[] starts;
    private final List<long[]> cuts = new ArrayList<>();
    private final List<List<Integer>> pieces = new ArrayList<>();
    private final BitSet readInPlace = new BitSet();
    private long length;

    private ParameterLayout(ModelConfig config) {
        this.weights = WeightLayout.of(config);
        this.starts = new long[weights.tensors().size()];
        Arrays.fill(starts, -1);
        add("model.embed_tokens.weight");
        add("model.norm.weight");
        if (config.tiedHead()) {
            cuts.add(cuts.getFirst());
            pieces.add(pieces.getFirst());
        } else {
            add("lm_head.weight");
        }
        for (int i = 0; i < config.layers(); i++) {
            addLayer("model.layers." + i + ".", config);
        }
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] < 0) {
                throw new IllegalStateException("The programs have no place for "
                        + weights.tensors().get(i).name() + ".");
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            if (!isFactor(i)) {
                pieces.get(i).forEach(readInPlace::set);
            }
        }
    }

    public static ParameterLayout of(ModelConfig config) {
        return new ParameterLayout(config);
    }

    private void addLayer(String layer, ModelConfig config) {
        String attention = layer + "self_attn.";
        add(layer + "input_layernorm.weight");
        add(attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight");
        if (config.attentionBias()) {
            add(attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias");
        } else {
            addAbsent();
        }
        if (config.queryKeyNorm()) {
            add(attention + "q_norm.weight");
            add(attention + "k_norm.weight");
        } else {
            addAbsent();
            addAbsent();
        }
        add(attention + "o_proj.weight");
        add(layer + "post_attention_layernorm.weight");
        add(layer + "mlp.gate_proj.weight", layer + "mlp.up_proj.weight");
        add(layer + "mlp.down_proj.weight");
    }

    private void add(String... names) {
        length = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long start = length;
        long rows = 0;
        long columns = 0;
        List<Integer> tensors = new ArrayList<>();
        for (String name : names) {
            int index = weights.indexOf(name);
            TensorSpec tensor = weights.tensors().get(index);
            starts[index] = length;
            tensors.add(index);
            length += tensor.valueCount();
            rows += tensor.shape().getFirst();
            columns = tensor.shape().size() == 2 ? tensor.shape().getLast() : 0;
        }
        cuts.add(new long[] {start, rows, columns});
        pieces.add(tensors);
    }

    private void addAbsent() {
        cuts.add(new long[] {0, 0, 0});
        pieces.add(List.of());
    }

    /** The canonical tensors. */
    WeightLayout weights() {
        return weights;
    }

    /** Values of the flat vector. */
    public long length() {
        return length;
    }

    /** Where a canonical tensor starts, in values. */
    long start(int tensor) {
        return starts[tensor];
    }

    /**
     * The programs' parameters in their order: start, rows and columns of each; columns 0 is a vector, rows 0
     * an absent one.
     */
    List<long[]> cuts() {
        return List.copyOf(cuts);
    }

    /** Of which canonical tensors, one below the other, a parameter is made; none of an absent one. */
    List<Integer> pieces(int parameter) {
        return pieces.get(parameter);
    }

    /** Whether a program reads a canonical tensor where it is, be it that another multiplies by it too. */
    boolean isReadInPlace(int tensor) {
        return readInPlace.get(tensor);
    }

    /** Whether a parameter is a matrix that something is multiplied by: all but the embedding, which is looked up. */
    boolean isFactor(int parameter) {
        return parameter > 0 && cuts.get(parameter)[2] > 0;
    }
}
