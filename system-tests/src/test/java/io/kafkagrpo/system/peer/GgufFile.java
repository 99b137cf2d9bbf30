package io.kafkagrpo.system.peer;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Writes a Qwen2 model as llama.cpp reads it: GGUF version 3 (ggml's docs/gguf.md), with the tensor names
 * of its convert_hf_to_gguf.py.
 *
 * <p>Peers are compared token by token, so the file has no tokenizer of the model's own: token i is the text
 * {@code <i>}. None of these texts begins another, so a text of them has exactly one reading (the vocabulary type
 * "rwkv" takes the longest match), and no token ends a sequence.
 */
final class GgufFile {

    /**
     * How matrices are stored, with ggml's number for it. Vectors are always F32, for llama.cpp adds and
     * scales in F32.
     */
    enum Stored {
        F32(0, Float.BYTES),
        BF16(30, Short.BYTES);

        private final int ggmlType;
        private final int valueBytes;

        Stored(int ggmlType, int valueBytes) {
            this.ggmlType = ggmlType;
            this.valueBytes = valueBytes;
        }
    }

    private static final int VERSION = 3;
    private static final int UINT32 = 4;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int ALIGNMENT = 32;
    private static final int WINDOW = 1 << 24;

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("model.embed_tokens", "token_embd"),
            Map.entry("model.norm", "output_norm"),
            Map.entry("lm_head", "output"),
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));

    private final ModelConfig config;
    private final HostWeights weights;
    private final Stored matrices;
    private int keys;

    private GgufFile(ModelConfig config, HostWeights weights, Stored matrices) {
        this.config = config;
        this.weights = weights;
        this.matrices = matrices;
    }

    /**
     * Writes the file.
     *
     * @throws IllegalArgumentException where the model is of another architecture than Qwen2
     */
    static void write(Path file, ModelConfig config, HostWeights weights, Stored matrices) throws IOException {
        if (!config.modelType().equals("qwen2")) {
            throw new IllegalArgumentException("Only qwen2 is written as GGUF, not " + config.modelType() + ".");
        }
        new GgufFile(config, weights, matrices).write(file);
    }

    /** The text that stands for token ids. */
    static String text(int... ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append('<').append(id).append('>');
        }
        return text.toString();
    }

    private void write(Path file) throws IOException {
        List<TensorSpec> tensors = weights.layout().tensors();
        ByteBuffer metadata = metadata();
        ByteBuffer infos = tensorInfos();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer head = little(24).put("GGUF".getBytes(StandardCharsets.US_ASCII));
            head.putInt(VERSION).putLong(tensors.size()).putLong(keys).flip();
            writeFully(channel, head);
            writeFully(channel, metadata.flip());
            writeFully(channel, infos.flip());
            pad(channel);
            for (int i = 0; i < tensors.size(); i++) {
                if (isStoredAsIs(tensors.get(i))) {
                    copy(channel, weights.tensor(i));
                } else {
                    widen(channel, weights.tensor(i));
                }
                pad(channel);
            }
        }
    }

    private ByteBuffer metadata() {
        int vocabulary = config.vocabularySize();
        ByteBuffer all =
                little(4096 + vocabulary * (Long.BYTES + text(vocabulary).length()));
        put(all, "general.architecture", "qwen2");
        put(all, "qwen2.context_length", config.contextLength());
        put(all, "qwen2.embedding_length", config.hiddenSize());
        put(all, "qwen2.block_count", config.layers());
        put(all, "qwen2.feed_forward_length", config.intermediateSize());
        put(all, "qwen2.attention.head_count", config.heads());
        put(all, "qwen2.attention.head_count_kv", config.kvHeads());
        put(all, "qwen2.attention.key_length", config.headDim());
        put(all, "qwen2.attention.value_length", config.headDim());
        put(all, "qwen2.attention.layer_norm_rms_epsilon", (float) config.rmsNormEps());
        put(all, "qwen2.rope.freq_base", (float) config.ropeTheta());
        put(all, "tokenizer.ggml.model", "rwkv");
        key(all, "tokenizer.ggml.tokens", ARRAY).putInt(STRING).putLong(vocabulary);
        for (int id = 0; id < vocabulary; id++) {
            string(all, text(id));
        }
        return all;
    }

    private ByteBuffer tensorInfos() {
        List<TensorSpec> tensors = weights.layout().tensors();
        ByteBuffer all = little(128 * tensors.size());
        long offset = 0;
        for (TensorSpec tensor : tensors) {
            string(all, name(tensor.name()));
            all.putInt(tensor.shape().size());
            // innermost first
            tensor.shape().reversed().forEach(all::putLong);
            Stored stored = stored(tensor);
            all.putInt(stored.ggmlType).putLong(offset);
            offset += aligned(tensor.valueCount() * stored.valueBytes);
        }
        return all;
    }

    private Stored stored(TensorSpec tensor) {
        return tensor.shape().size() == 1 ? Stored.F32 : matrices;
    }

    private boolean isStoredAsIs(TensorSpec tensor) {
        return stored(tensor) == Stored.BF16;
    }

    /** The name of {@code model.layers.0.mlp.up_proj.weight} is {@code blk.0.ffn_up.weight}. */
    private static String name(String canonical) {
        int suffix = canonical.lastIndexOf('.');
        String place = "";
        String module = canonical.substring(0, suffix);
        if (module.startsWith("model.layers.")) {
            String[] parts = module.split("\\.", 4);
            place = "blk." + parts[2] + ".";
            module = parts[3];
        }
        String known = NAMES.get(module);
        if (known == null) {
            throw new IllegalArgumentException("GGUF has no name for the tensor " + canonical + ".");
        }
        return place + known + canonical.substring(suffix);
    }

    private void put(ByteBuffer all, String key, String value) {
        string(key(all, key, STRING), value);
    }

    private void put(ByteBuffer all, String key, int value) {
        key(all, key, UINT32).putInt(value);
    }

    private void put(ByteBuffer all, String key, float value) {
        key(all, key, FLOAT32).putFloat(value);
    }

    private ByteBuffer key(ByteBuffer all, String key, int type) {
        keys++;
        string(all, key);
        return all.putInt(type);
    }

    private static void string(ByteBuffer all, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        all.putLong(bytes.length).put(bytes);
    }

    private static void copy(FileChannel channel, MemorySegment bf16) throws IOException {
        for (long start = 0; start < bf16.byteSize(); start += WINDOW) {
            writeFully(
                    channel,
                    bf16.asSlice(start, Math.min(WINDOW, bf16.byteSize() - start))
                            .asByteBuffer());
        }
    }

    /** bf16 is the upper half of a single. */
    private static void widen(FileChannel channel, MemorySegment bf16) throws IOException {
        ByteBuffer singles = little(WINDOW);
        for (long at = 0; at < bf16.byteSize(); at += Short.BYTES) {
            singles.putInt(bf16.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at) << 16);
            if (!singles.hasRemaining()) {
                writeFully(channel, singles.flip());
                singles.clear();
            }
        }
        writeFully(channel, singles.flip());
    }

    private static void pad(FileChannel channel) throws IOException {
        writeFully(channel, ByteBuffer.allocate((int) (aligned(channel.position()) - channel.position())));
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
