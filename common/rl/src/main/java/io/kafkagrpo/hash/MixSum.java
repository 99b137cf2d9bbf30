package io.kafkagrpo.hash;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/**
 * A checksum of a vector of numbers that follows single changes: the sum modulo 2^64 of a 64-bit mix of each value's
 * place and bits. Who changes a few values takes the old ones' share off and adds the new ones'; parts of a vector can be summed
 * anywhere, in any order, and added. A change of one value always shows; of others, one in 2^64 doesn't.
 *
 * <p>The mix is {@link SplitMix#mix} of place · {@link SplitMix#GOLDEN_GAMMA} + bits. It stands in logs, so it never changes;
 * {@code mix_sum} in weights.py is the same for tensors on a device.
 */
public final class MixSum {
    /** A bf16 is the upper half of a float32. */
    private static final int HALF = 16;
    /** Values that one thread sums at a time. */
    private static final int PART = 1 << 20;
    /** Values whose bits are read at a time. */
    private static final int ROOM = 1 << 12;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MixSum() {}

    /** What the values of a vector are, and which of their bits count. */
    public enum Values {
        /** bf16: 16 bits. */
        BFLOAT16(Short.BYTES) {
            @Override
            void read(MemorySegment values, long from, int[] bits, int count) {
                for (int i = 0; i < count; i++) {
                    bits[i] = values.get(SHORT, (from + i) * Short.BYTES) & 0xffff;
                }
            }
        },
        /** float32: 32 bits. */
        FLOAT32(Float.BYTES) {
            @Override
            void read(MemorySegment values, long from, int[] bits, int count) {
                MemorySegment.copy(values, INT, from * Float.BYTES, bits, 0, count);
            }
        },
        /** bf16 values kept as float32: equal to the sum of them as {@link #BFLOAT16}, and to none where a lower half is not zero. */
        BFLOAT16_IN_FLOAT32(Float.BYTES) {
            @Override
            void read(MemorySegment values, long from, int[] bits, int count) {
                MemorySegment.copy(values, INT, from * Float.BYTES, bits, 0, count);
                for (int i = 0; i < count; i++) {
                    bits[i] = Integer.rotateLeft(bits[i], HALF);
                }
            }
        };

        private final int bytes;

        Values(int bytes) {
            this.bytes = bytes;
        }

        /** So many values of memory full of them, from one on. */
        public MemorySegment slice(MemorySegment memory, long from, long count) {
            return memory.asSlice(from * bytes, count * bytes);
        }

        /** The bits that count of so many values from one on. */
        abstract void read(MemorySegment values, long from, int[] bits, int count);
    }

    /** One value's share. */
    public static long of(long place, int bits) {
        return SplitMix.mix(place * SplitMix.GOLDEN_GAMMA + (bits & 0xffffffffL));
    }

    /**
     * The sum over memory full of values, little-endian, by all processors, which must all be allowed to read it.
     *
     * @param place of the first value in the vector
     */
    public static long of(MemorySegment memory, Values values, long place) {
        long count = memory.byteSize() / values.bytes;
        return LongStream.range(0, Math.ceilDiv(count, PART))
                .parallel()
                .map(part -> {
                    long from = part * PART;
                    return sum(memory, values, from, Math.min(PART, count - from), place + from);
                })
                .sum();
    }

    private static long sum(MemorySegment memory, Values values, long from, long count, long place) {
        int[] bits = new int[ROOM];
        long sum = 0;
        for (long done = 0; done < count; done += ROOM) {
            int length = (int) Math.min(ROOM, count - done);
            values.read(memory, from + done, bits, length);
            long start = (place + done) * SplitMix.GOLDEN_GAMMA;
            for (int i = 0; i < length; i++) {
                sum += SplitMix.mix(start + i * SplitMix.GOLDEN_GAMMA + (bits[i] & 0xffffffffL));
            }
        }
        return sum;
    }
}
