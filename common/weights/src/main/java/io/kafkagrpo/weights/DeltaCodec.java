package io.kafkagrpo.weights;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The lossless difference between two bf16 weight versions: which values changed, and what they became. One
 * step of reinforcement learning changes about one bf16 value in a hundred, for most updates are smaller than
 * half a bf16 ulp.
 *
 * <p>A payload is a 24-byte header (magic, values, changes, little-endian) and a zstd frame; in it, first the gaps
 * between changed positions as varints, then the new values, two bytes each.
 */
public final class DeltaCodec {
    private static final long MAGIC = 0x31444757_4f505247L; // "GRPOWGD1"
    private static final int HEADER_BYTES = 24;
    private static final int COMPRESSION_LEVEL = 1;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** A delta is built in one array; beyond this a full snapshot is the better choice anyway. */
    private static final long LARGEST_BYTES = 1L << 30;

    private DeltaCodec() {}

    /**
     * A delta.
     *
     * @param payload what travels
     * @param changedValues how many bf16 values differ
     */
    public record Delta(byte[] payload, long changedValues) {}

    /**
     * What turns {@code base} into {@code next}; empty where that would be no smaller than the weights themselves.
     */
    public static Optional<Delta> encode(HostWeights base, HostWeights next) {
        long values = base.layout().valueCount();
        long limit = Math.min(LARGEST_BYTES, 2 * values);
        MemorySegment from = base.segment();
        MemorySegment to = next.segment();
        ByteArrayOutputStream gaps = new ByteArrayOutputStream();
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        long last = -1;
        long changes = 0;
        long position = 0;
        while (position < values) {
            // Four values at a time while nothing changes, which is nearly always.
            if (position + 4 <= values && from.get(LONG, 2 * position) == to.get(LONG, 2 * position)) {
                position += 4;
                continue;
            }
            long end = Math.min(values, position + 4);
            for (; position < end; position++) {
                short value = to.get(SHORT, 2 * position);
                if (value != from.get(SHORT, 2 * position)) {
                    writeVarint(gaps, position - last - 1);
                    changed.write(value);
                    changed.write(value >> 8);
                    last = position;
                    changes++;
                }
            }
            if ((long) gaps.size() + changed.size() >= limit) {
                return Optional.empty();
            }
        }
        byte[] plain = new byte[gaps.size() + changed.size()];
        System.arraycopy(gaps.toByteArray(), 0, plain, 0, gaps.size());
        System.arraycopy(changed.toByteArray(), 0, plain, gaps.size(), changed.size());
        byte[] compressed = Zstd.compress(plain, COMPRESSION_LEVEL);
        byte[] payload = new byte[HEADER_BYTES + compressed.length];
        ByteBuffer.wrap(payload)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putLong(values)
                .putLong(changes)
                .put(compressed);
        return payload.length >= limit ? Optional.empty() : Optional.of(new Delta(payload, changes));
    }

    /**
     * Applies a delta in place.
     *
     * @return the tensors, by index in the layout, of which a value changed
     * @throws WeightLogException if the payload is not a delta for these weights; the weights may then
     *     be half changed
     */
    public static BitSet apply(byte[] payload, HostWeights weights) {
        ByteBuffer header = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        long values = weights.layout().valueCount();
        if (payload.length < HEADER_BYTES || header.getLong() != MAGIC) {
            throw new WeightLogException(
                    "A delta of %d bytes does not begin with the header of one.".formatted(payload.length));
        }
        long expected = header.getLong();
        long changes = header.getLong();
        if (expected != values) {
            throw new WeightLogException(
                    "A delta is for weights of %d values, but the model has %d.".formatted(expected, values));
        }
        byte[] plain = decompress(payload);
        MemorySegment segment = weights.segment();
        BitSet tensors = new BitSet();
        List<TensorSpec> specs = weights.layout().tensors();
        int tensor = 0;
        int gap = 0;
        long value = plain.length - 2 * changes;
        long position = -1;
        if (changes < 0 || changes > values || value < 0) {
            throw new WeightLogException("A delta says %d changes and has room for fewer.".formatted(changes));
        }
        for (long i = 0; i < changes; i++, value += 2) {
            long distance = 0;
            int shift = 0;
            byte b;
            do {
                if (gap >= plain.length) {
                    throw new WeightLogException("A delta ends in the middle of its positions.");
                }
                b = plain[gap++];
                distance |= (long) (b & 0x7f) << shift;
                shift += 7;
            } while (b < 0);
            position += distance + 1;
            if (position < 0 || position >= values) {
                throw new WeightLogException("A delta changes value %d of %d.".formatted(position, values));
            }
            segment.set(SHORT, 2 * position, (short) ((plain[(int) value] & 0xff) | (plain[(int) value + 1] << 8)));
            while (position >= specs.get(tensor).offset() + specs.get(tensor).valueCount()) {
                tensor++;
            }
            tensors.set(tensor);
        }
        return tensors;
    }

    private static byte[] decompress(byte[] payload) {
        byte[] frame = Arrays.copyOfRange(payload, HEADER_BYTES, payload.length);
        long size = Zstd.getFrameContentSize(frame);
        if (size < 0 || size > 2 * LARGEST_BYTES - 16) {
            throw new WeightLogException("A delta's zstd frame says a size of %d bytes.".formatted(size));
        }
        byte[] plain = new byte[(int) size];
        try {
            Zstd.decompress(plain, frame);
        } catch (ZstdException e) {
            throw new WeightLogException("A delta's zstd frame can't be decompressed: " + e.getMessage() + ".");
        }
        return plain;
    }

    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
