package io.kafkagrpo.hash;

import java.util.Locale;

/**
 * What a log holds weights or a training state to.
 *
 * @param value of a CRC-32C the lower 32 bits, unsigned
 */
public record Checksum(Kind kind, long value) {
    /** How it is computed. */
    public enum Kind {
        /** Over all bytes; in logs of before there were sums. */
        CRC32C,
        /** {@link MixSum} over all values. */
        SUM
    }

    public static Checksum crc32c(int value) {
        return new Checksum(Kind.CRC32C, Integer.toUnsignedLong(value));
    }

    public static Checksum sum(long value) {
        return new Checksum(Kind.SUM, value);
    }

    /** The checksum of what is made of two parts, or, of that and one part, the other's. */
    public Checksum joined(Checksum part) {
        if (part.kind != kind) {
            throw new IllegalArgumentException("A " + kind + " can't be joined with a " + part.kind + ".");
        }
        return new Checksum(kind, value ^ part.value);
    }

    /** Hexadecimal: eight digits of a CRC-32C, sixteen of a sum. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, kind == Kind.CRC32C ? "%08x" : "%016x", value);
    }
}
