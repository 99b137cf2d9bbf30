package io.kafkagrpo.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.model.weights.SafetensorsFile;
import io.kafkagrpo.model.weights.WeightLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give a sentence, never another exception and never bytes from outside of the file. */
class FileFuzzTest {

    private static final String[] TOKENS = {
        "-1",
        "0",
        "1",
        "7",
        "9223372036854775807",
        "18446744073709551616",
        "1e9",
        "[]",
        "{}",
        "null",
        "\"BF16\"",
        "\"F32\"",
        "\"I8\"",
        "[0,0]",
        "[4611686018427387904,4]",
        "}",
        "]",
        ",",
        "\"__metadata__\":",
        "\u0000",
        "é"
    };

    @TempDir
    Path temporary;

    @Test
    void mutatedSafetensorsAreReadWithinBoundsOrRefused() throws IOException {
        Path model = TinyModels.write(temporary, TinyModels.QWEN2);
        byte[] valid = Files.readAllBytes(model.resolve("model.safetensors"));
        int refused = mutate(valid, 8 + headerLength(valid), 100_000, bytes -> {
            // On the heap, where every access is checked against the array's bounds
            for (SafetensorsFile.Tensor tensor :
                    SafetensorsFile.parse("f", MemorySegment.ofArray(bytes)).values()) {
                long values = tensor.shape().stream().reduce(1L, Math::multiplyExact);
                assertThat(tensor.data().byteSize())
                        .isEqualTo(values * tensor.dtype().byteSize());
                if (tensor.data().byteSize() > 0) {
                    tensor.data().get(ValueLayout.JAVA_BYTE, tensor.data().byteSize() - 1);
                }
            }
        });
        assertThat(refused).isBetween(50_000, 99_999);
    }

    @Test
    void mutatedConfigurationsAreReadOrRefused() {
        byte[] valid = TinyModels.QWEN2.getBytes(StandardCharsets.UTF_8);
        int refused = mutate(
                valid,
                valid.length,
                20_000,
                bytes -> WeightLayout.of(ModelConfigReader.read(JsonFile.parse("config.json", bytes)))
                        .valueCount());
        assertThat(refused).isBetween(10_000, 19_999);
    }

    private static int headerLength(byte[] file) {
        return (int) MemorySegment.ofArray(file).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /** Runs a reader over seeded mutations, mostly within the first bytes; counts refusals. */
    private static int mutate(byte[] valid, int head, int times, Consumer<byte[]> reader) {
        int refused = 0;
        for (int seed = 0; seed < times; seed++) {
            byte[] bytes = mutated(valid, head, new SplittableRandom(seed));
            try {
                reader.accept(bytes);
            } catch (ModelFormatException e) {
                refused++;
                var message = String.valueOf(e.getMessage());
                if (message.contains("\n") || !message.endsWith(".") || message.length() > 1000) {
                    throw new AssertionError("seed " + seed + " gives the message " + message, e);
                }
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " gives " + e, e);
            }
        }
        return refused;
    }

    private static byte[] mutated(byte[] valid, int head, SplittableRandom random) {
        byte[] bytes = valid.clone();
        for (int count = random.nextInt(1, 4); count > 0; count--) {
            int at = random.nextInt(random.nextInt(8) == 0 ? bytes.length : Math.min(head, bytes.length));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> bytes = spliced(bytes, at, at + random.nextInt(8), "");
                case 4 -> bytes = spliced(bytes, at, at, TOKENS[random.nextInt(TOKENS.length)]);
                default -> {
                    // a digit for a digit keeps the JSON whole and makes the header lie
                    while (at < bytes.length - 1 && !Character.isDigit(bytes[at])) {
                        at++;
                    }
                    bytes[at] = (byte) ('0' + random.nextInt(10));
                }
            }
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, String insertion) {
        byte[] inserted = insertion.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(to, bytes.length);
        if (from + bytes.length - end + inserted.length == 0) {
            return bytes;
        }
        byte[] result = Arrays.copyOf(bytes, from + inserted.length + bytes.length - end);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(bytes, end, result, from + inserted.length, bytes.length - end);
        return result;
    }
}
