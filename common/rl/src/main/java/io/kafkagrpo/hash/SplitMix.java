package io.kafkagrpo.hash;

/**
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the mixer behind
 * everything that a seed decides. Its values stand in logs, so they never change.
 */
public final class SplitMix {
    /** The odd number nearest to 2^64 divided by the golden ratio: the distance between a generator's states. */
    public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private SplitMix() {}

    /** The finalizer: a permutation of 64 bits, in which each bit of the input moves about half of the output's. */
    public static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The highest 53 bits as a number in [0, 1), uniform if the bits are. */
    public static double unit(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }
}
