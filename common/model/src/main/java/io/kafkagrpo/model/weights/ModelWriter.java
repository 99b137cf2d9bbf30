package io.kafkagrpo.model.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Writes a model directory in Hugging Face layout. */
public final class ModelWriter {

    /** What a model directory holds besides its weights; copied where present. */
    private static final List<String> COMPANIONS = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            "chat_template.json");

    private static final String WEIGHTS = "model.safetensors";
    private static final long WINDOW = 1L << 26;
    private static final int HEADER_ALIGNMENT = 8;

    private ModelWriter() {}

    /**
     * Saves weights as bf16 in one safetensors file, beside copies of the source's configuration
     * and tokenizer files.
     *
     * <p>Every file is written aside, forced to disk and renamed, the weights last; so after a crash the directory
     * holds the old weights or the new ones, whole. For that, a directory that already holds a model is overwritten
     * only by the same architecture and tokenizer.
     *
     * @param target the directory, made where it is missing
     * @param sourceDirectory the model that the weights come from; may be the target
     * @throws ModelFormatException where the target holds another model
     */
    public static void save(Path target, Path sourceDirectory, HostWeights weights) {
        try {
            Files.createDirectories(target);
            requireSameModel(target, sourceDirectory);
            for (String name : COMPANIONS) {
                Path source = sourceDirectory.resolve(name);
                if (Files.exists(source) && !Files.exists(target.resolve(name))) {
                    Path aside = aside(target, name);
                    Files.copy(source, aside, StandardCopyOption.REPLACE_EXISTING);
                    force(aside);
                    Files.move(aside, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Path aside = aside(target, WEIGHTS);
            writeWeights(aside, weights);
            Files.move(aside, target.resolve(WEIGHTS), StandardCopyOption.ATOMIC_MOVE);
            force(target);
        } catch (IOException e) {
            throw new UncheckedIOException("The model can't be saved in " + target + ": " + e, e);
        }
    }

    private static void requireSameModel(Path target, Path source) throws IOException {
        for (String name : COMPANIONS) {
            Path there = target.resolve(name);
            if (Files.exists(there)
                    && !(Files.exists(source.resolve(name)) && Files.mismatch(there, source.resolve(name)) == -1)) {
                throw new ModelFormatException(target + " already holds another model (its " + name + " differs from "
                        + source + "'s); remove it or choose another directory.");
            }
        }
        if (Files.exists(target.resolve("model.safetensors.index.json"))) {
            throw new ModelFormatException(
                    target + " already holds a model in several files; remove it or choose another directory.");
        }
    }

    private static Path aside(Path target, String name) {
        return target.resolve("." + name + ".partial");
    }

    private static void writeWeights(Path file, HostWeights weights) throws IOException {
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeFully(channel, header(weights.layout()));
            MemorySegment all = weights.segment();
            for (long start = 0; start < all.byteSize(); start += WINDOW) {
                MemorySegment window = all.asSlice(start, Math.min(WINDOW, all.byteSize() - start));
                writeFully(channel, window.asByteBuffer());
            }
            channel.force(true);
        }
    }

    private static ByteBuffer header(WeightLayout layout) {
        ObjectNode json = JsonFile.MAPPER.createObjectNode();
        json.putObject("__metadata__").put("format", "pt");
        for (TensorSpec tensor : layout.tensors()) {
            ObjectNode entry = json.putObject(tensor.name()).put("dtype", DataType.BF16.name());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            entry.putArray("data_offsets")
                    .add(tensor.offset() * Short.BYTES)
                    .add((tensor.offset() + tensor.valueCount()) * Short.BYTES);
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        // padded with spaces, as the format asks, so that the data is aligned
        int length = (text.length + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
        byte[] padded = Arrays.copyOf(text, length);
        Arrays.fill(padded, text.length, length, (byte) ' ');
        return ByteBuffer.allocate(Long.BYTES + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(padded)
                .flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Forces a file's or a directory's entries to disk. */
    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
