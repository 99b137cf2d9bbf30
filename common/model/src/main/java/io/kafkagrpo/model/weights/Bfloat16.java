package io.kafkagrpo.model.weights;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** bf16: the upper half of an IEEE 754 single (1 sign, 8 exponent, 7 fraction bits). */
public final class Bfloat16 {

    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int EXPONENT = 0x7f80;

    private Bfloat16() {}

    /** The bf16 nearest to a single given by its bits, ties to even; a NaN stays one. */
    public static short round(int floatBits) {
        if ((floatBits & 0x7fff_ffff) > 0x7f80_0000) {
            return (short) ((floatBits >>> 16) | 0x40);
        }
        return (short) ((floatBits + 0x7fff + ((floatBits >>> 16) & 1)) >>> 16);
    }

    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * Converts stored values to bf16.
     *
     * @return the index of the first value that is not finite as bf16, or -1
     */
    static long convert(DataType dtype, MemorySegment stored, MemorySegment bf16) {
        return switch (dtype) {
            case BF16 -> {
                bf16.copyFrom(stored);
                yield firstNotFinite(bf16);
            }
            case F16 -> convertHalves(stored, bf16);
            case F32 -> convertSingles(stored, bf16);
        };
    }

    private static long convertHalves(MemorySegment stored, MemorySegment bf16) {
        long bad = -1;
        for (long at = stored.byteSize() - Short.BYTES; at >= 0; at -= Short.BYTES) {
            short value = round(Float.floatToRawIntBits(Float.float16ToFloat(stored.get(SHORT, at))));
            bf16.set(SHORT, at, value);
            bad = isFinite(value) ? bad : at / Short.BYTES;
        }
        return bad;
    }

    private static long convertSingles(MemorySegment stored, MemorySegment bf16) {
        long bad = -1;
        for (long i = stored.byteSize() / Float.BYTES - 1; i >= 0; i--) {
            short value = round(stored.get(INT, i * Float.BYTES));
            bf16.set(SHORT, i * Short.BYTES, value);
            bad = isFinite(value) ? bad : i;
        }
        return bad;
    }

    /** The index of the first NaN or infinity of a bf16 segment, or -1. */
    static long firstNotFinite(MemorySegment bf16) {
        for (long at = 0; at < bf16.byteSize(); at += Short.BYTES) {
            if (!isFinite(bf16.get(SHORT, at))) {
                return at / Short.BYTES;
            }
        }
        return -1;
    }

    private static boolean isFinite(short bits) {
        return (bits & EXPONENT) != EXPONENT;
    }
}
