package io.kafkagrpo.weights;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    /** A delta is built in one array; beyond this a full snapshot is the better choice anyway. */
    private static final long LARGEST_BYTES = 1L << 30;

    private DeltaCodec() {}

    /**
     * A delta.
     *
     * @param payload what travels
     * @param changedValues how many bf16 values differ
     * @param sumDifference what they add to the weights' {@link MixSum}
     */
    public record Delta(byte[] payload, long changedValues, long sumDifference) {}

    /**
     * What turns {@code base} into {@code next}; empty where that would be no smaller than the weights themselves.
     */
    public static Optional<Delta> encode(HostWeights base, HostWeights next) {
        long values = base.layout().valueCount();
        long limit = Math.min(LARGEST_BYTES, 2 * values);
        ByteArrayOutputStream gaps = new ByteArrayOutputStream();
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        long[] last = {-1};
        long[] difference = {0};
        boolean isSmaller = WeightChanges.visit(base, next, (position, was, becomes) -> {
            writeVarint(gaps, position - last[0] - 1);
            changed.write(becomes);
            changed.write(becomes >> 8);
            difference[0] += MixSum.of(position, becomes & 0xffff) - MixSum.of(position, was & 0xffff);
            last[0] = position;
            return (long) gaps.size() + changed.size() < limit;
        });
        if (!isSmaller) {
            return Optional.empty();
        }
        long changes = changed.size() / Short.BYTES;
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
        return payload.length >= limit ? Optional.empty() : Optional.of(new Delta(payload, changes, difference[0]));
    }

    /**
     * What a delta changes.
     *
     * @param values of the weights that it is for
     * @throws WeightLogException if the payload is not a delta for such weights
     */
    public static WeightChanges decode(byte[] payload, long values) {
        ByteBuffer header = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
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
        if (changes < 0 || changes > values || 2 * changes > plain.length) {
            throw new WeightLogException("A delta says %d changes and has room for fewer.".formatted(changes));
        }
        int gap = 0;
        int value = (int) (plain.length - 2 * changes);
        long position = -1;
        WeightChanges decoded = new WeightChanges((int) changes);
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
            if (distance < 0 || position < 0 || position >= values) {
                throw new WeightLogException("A delta changes value %d of %d.".formatted(position, values));
            }
            decoded.add(position, (short) ((plain[value] & 0xff) | (plain[value + 1] << 8)));
        }
        return decoded;
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
