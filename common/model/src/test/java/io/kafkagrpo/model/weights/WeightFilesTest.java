package io.kafkagrpo.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelConfigReader;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.TinyModels;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {

    private static final String EMBEDDING = "model.embed_tokens.weight";

    /** A tensor to store. */
    private record Stored(String dtype, String shape, ByteBuffer bytes) {}

    @TempDir
    Path directory;

    private ModelConfig config;
    private final Map<String, Stored> stored = new LinkedHashMap<>();

    WeightFilesTest() throws IOException {
        this.config = ModelConfigReader.read(
                JsonFile.parse("config.json", TinyModels.QWEN2.getBytes(StandardCharsets.UTF_8)));
    }

    @BeforeEach
    void storeAllAsBf16() {
        for (TensorSpec tensor : WeightLayout.of(config).tensors()) {
            stored.put(
                    tensor.name(),
                    new Stored("BF16", tensor.shape().toString(), ByteBuffer.allocate((int) tensor.valueCount() * 2)));
        }
    }

    private void write() throws IOException {
        write("model.safetensors", stored);
    }

    private void write(String name, Map<String, Stored> tensors) throws IOException {
        var header = new StringBuilder("{");
        int offset = 0;
        for (Map.Entry<String, Stored> entry : tensors.entrySet()) {
            Stored tensor = entry.getValue();
            header.append(offset == 0 ? "" : ",")
                    .append("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(
                                    entry.getKey(),
                                    tensor.dtype(),
                                    tensor.shape(),
                                    offset,
                                    offset + tensor.bytes().capacity()));
            offset += tensor.bytes().capacity();
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        tensors.values().forEach(tensor -> file.put(tensor.bytes().duplicate()));
        Files.write(directory.resolve(name), file.array());
    }

    private static ByteBuffer singles(int count, float... first) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : first) {
            bytes.putFloat(value);
        }
        return bytes.rewind();
    }

    @Test
    void otherFormatsAreRoundedToTheNearestBf16() throws IOException {
        // Given the final norm in F32, with values on both sides of a tie, and a layer's in F16
        float tie = 1 + 1f / 256;
        stored.put(
                "model.norm.weight",
                new Stored("F32", "[8]", singles(8, 1, Math.nextUp(tie), tie, 1 + 3f / 256, -0f, 3.0e38f)));
        ByteBuffer halves = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        halves.putShort(Float.floatToFloat16(0.5f)).putShort(Float.floatToFloat16(-65504f));
        stored.put("model.layers.0.input_layernorm.weight", new Stored("F16", "[8]", halves.rewind()));
        write();

        // When
        try (var weights = HostWeights.read(directory, config)) {
            // Then ties go to even
            WeightLayout layout = weights.layout();
            short[] norm = weights.tensor(layout.indexOf("model.norm.weight")).toArray(ValueLayout.JAVA_SHORT);
            assertThat(norm)
                    .startsWith((short) 0x3f80, (short) 0x3f81, (short) 0x3f80, (short) 0x3f82, (short) 0x8000, (short)
                            0x7f62);
            short[] half = weights.tensor(layout.indexOf("model.layers.0.input_layernorm.weight"))
                    .toArray(ValueLayout.JAVA_SHORT);
            assertThat(half).startsWith((short) 0x3f00, (short) 0xc780);
        }
    }

    @Test
    void everyTensorThatDoesNotFitIsNamed() throws IOException {
        stored.remove("model.layers.1.mlp.up_proj.weight");
        stored.put("model.norm.weight", new Stored("BF16", "[2,4]", ByteBuffer.allocate(16)));
        stored.put("model.layers.2.mlp.up_proj.weight", new Stored("BF16", "[1]", ByteBuffer.allocate(2)));
        write();
        assertThatThrownBy(() -> WeightFiles.open(directory, WeightLayout.of(config)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("The weights in " + directory + " don't match config.json: "
                        + "1 missing (model.layers.1.mlp.up_proj.weight); "
                        + "1 unexpected (model.layers.2.mlp.up_proj.weight); "
                        + "1 misshapen (model.norm.weight [2, 4] instead of [8]).");
    }

    @Test
    void aTiedModelMayStoreItsHeadOnlyAsItsEmbedding() throws IOException {
        Stored embedding = stored.get(EMBEDDING);
        assertThat(embedding).isNotNull();
        stored.put("lm_head.weight", embedding);
        stored.put("model.layers.0.self_attn.rotary_emb.inv_freq", new Stored("F32", "[1]", ByteBuffer.allocate(4)));
        write();
        WeightFiles.open(directory, WeightLayout.of(config)).close();

        ByteBuffer other = ByteBuffer.allocate(20 * 8 * 2).put(7, (byte) 1);
        stored.put("lm_head.weight", new Stored("BF16", "[20,8]", other));
        write();
        assertThatThrownBy(() -> WeightFiles.open(directory, WeightLayout.of(config)))
                .hasMessageContaining("1 unexpected (lm_head.weight)");
    }

    @Test
    void aWeightThatIsNotFiniteIsNamed() throws IOException {
        stored.put("model.norm.weight", new Stored("F32", "[8]", singles(8, 0, 1, Float.NaN, Float.POSITIVE_INFINITY)));
        write();
        assertThatThrownBy(() -> HostWeights.read(directory, config))
                .hasMessageContaining("value 2 of model.norm.weight (F32) is NaN, infinite or too large for bf16");
    }

    @Test
    void shardsAndTheirIndexMustAgree() throws IOException {
        // Given two shards
        var first = new LinkedHashMap<>(stored);
        var second = new LinkedHashMap<String, Stored>();
        Stored norm = first.remove("model.norm.weight");
        assertThat(norm).isNotNull();
        second.put("model.norm.weight", norm);
        write("a.safetensors", first);
        write("b.safetensors", second);
        writeIndex("b.safetensors");
        HostWeights.read(directory, config).close();

        // Then a wrong place, a missing shard and a path outside are refused
        writeIndex("a.safetensors");
        assertThatThrownBy(() -> HostWeights.read(directory, config))
                .hasMessageContaining("1 missing (model.norm.weight)");
        writeIndex("c.safetensors");
        assertThatThrownBy(() -> HostWeights.read(directory, config))
                .hasMessageContaining("c.safetensors does not exist.");
        writeIndex("../b.safetensors");
        assertThatThrownBy(() -> HostWeights.read(directory, config))
                .hasMessageContaining("must be the name of a .safetensors file");
    }

    private void writeIndex(String shardOfNorm) throws IOException {
        ObjectNode map = JsonFile.MAPPER.createObjectNode();
        ObjectNode shards = map.putObject("weight_map");
        stored.keySet()
                .forEach(name -> shards.put(name, name.equals("model.norm.weight") ? shardOfNorm : "a.safetensors"));
        Files.writeString(directory.resolve("model.safetensors.index.json"), map.toString());
    }

    @Test
    void aDirectoryWithoutWeightsSaysSo() {
        assertThatThrownBy(() -> HostWeights.read(directory, config))
                .hasMessage(directory + " has no weights: neither model.safetensors nor model.safetensors.index.json.");
    }
}
