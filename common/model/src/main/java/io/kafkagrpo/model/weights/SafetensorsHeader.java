package io.kafkagrpo.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked before a single byte of data is touched: 8 bytes of header length
 * (little-endian), a JSON object of that length, then the data. As in the format's own description, tensors must
 * cover the data without holes and without overlap, so that a file can hide nothing.
 *
 * @param dataStart where the data begins, in bytes from the start of the file
 * @param entries the tensors in the order of their bytes
 */
record SafetensorsHeader(long dataStart, List<Entry> entries) {

    /** A tensor's description; begin and end count bytes from the start of the data. */
    record Entry(String name, DataType dtype, List<Long> shape, long begin, long end) {}

    private static final int LENGTH_BYTES = Long.BYTES;

    /** The format's own bound on the header's length. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final int MOST_DIMENSIONS = 8;

    static SafetensorsHeader read(String file, MemorySegment bytes) {
        if (bytes.byteSize() < LENGTH_BYTES) {
            throw damaged(file, "it is only " + bytes.byteSize() + " bytes long");
        }
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 2 || length > LONGEST_HEADER || length > bytes.byteSize() - LENGTH_BYTES) {
            throw damaged(
                    file,
                    "its header claims " + Long.toUnsignedString(length) + " bytes, in a file of " + bytes.byteSize()
                            + " bytes (at most " + LONGEST_HEADER + " are allowed)");
        }
        var json = new byte[(int) length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, LENGTH_BYTES, json, 0, json.length);
        long dataStart = LENGTH_BYTES + length;
        var entries = new ArrayList<Entry>();
        for (Map.Entry<String, JsonNode> property : object(file, json).properties()) {
            if (!property.getKey().equals("__metadata__")) {
                entries.add(entry(file, property.getKey(), property.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireGapless(file, entries, bytes.byteSize() - dataStart);
        return new SafetensorsHeader(dataStart, List.copyOf(entries));
    }

    private static JsonNode object(String file, byte[] json) {
        if (json[0] != '{') {
            throw damaged(file, "its header does not begin with {");
        }
        try {
            // decoded here, because the JSON reader would also accept UTF-16 and UTF-32
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file + " is damaged: its header is not UTF-8.", e);
        }
        return JsonFile.parse("The header of " + file, json).root();
    }

    private static Entry entry(String file, String name, JsonNode description) {
        String tensor = "the header's " + JsonFile.shortened(name);
        JsonNode type = description.path("dtype");
        DataType dtype = switch (type.asText()) {
            case "F32" -> DataType.F32;
            case "F16" -> DataType.F16;
            case "BF16" -> DataType.BF16;
            default ->
                throw new ModelFormatException(file + ": " + JsonFile.shortened(name) + " has dtype "
                        + JsonFile.shortened(type.toString()) + "; supported: F32, F16 and BF16.");
        };
        List<Long> shape = longs(file, tensor, "shape", description.path("shape"));
        if (shape.size() > MOST_DIMENSIONS) {
            throw damaged(file, tensor + " has " + shape.size() + " dimensions");
        }
        List<Long> offsets = longs(file, tensor, "data_offsets", description.path("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw damaged(file, tensor + " has data_offsets " + JsonFile.shortened(offsets.toString()));
        }
        long bytes = offsets.get(1) - offsets.get(0);
        if (bytes != byteSize(file, tensor, dtype, shape)) {
            throw damaged(
                    file,
                    tensor + " has " + bytes + " bytes, but its dtype " + dtype + " and shape " + shape + " don't");
        }
        return new Entry(name, dtype, shape, offsets.get(0), offsets.get(1));
    }

    private static long byteSize(String file, String tensor, DataType dtype, List<Long> shape) {
        try {
            long size = dtype.byteSize();
            for (long each : shape) {
                size = Math.multiplyExact(size, each);
            }
            return size;
        } catch (ArithmeticException e) {
            throw new ModelFormatException(
                    file + " is damaged: " + tensor + " has the impossible shape " + shape + ".", e);
        }
    }

    private static List<Long> longs(String file, String tensor, String key, JsonNode array) {
        var values = new ArrayList<Long>();
        for (JsonNode value : array) {
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw damaged(file, tensor + " has " + JsonFile.shortened(value.toString()) + " in its " + key);
            }
            values.add(value.longValue());
        }
        if (!array.isArray()) {
            throw damaged(file, tensor + " lacks a list of " + key);
        }
        return List.copyOf(values);
    }

    private static void requireGapless(String file, List<Entry> entries, long dataSize) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw damaged(
                        file,
                        "the header's " + JsonFile.shortened(entry.name()) + " begins at byte " + entry.begin()
                                + " of the data instead of " + end);
            }
            end = entry.end();
        }
        if (end != dataSize) {
            throw damaged(file, "its tensors need " + end + " bytes of data, but it has " + dataSize);
        }
    }

    private static ModelFormatException damaged(String file, String why) {
        return new ModelFormatException(file + " is damaged: " + why + ".");
    }
}
