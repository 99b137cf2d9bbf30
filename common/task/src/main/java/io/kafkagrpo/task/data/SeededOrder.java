package io.kafkagrpo.task.data;

import java.util.Arrays;
import java.util.List;

/**
 * Random numbers and permutations that are the same on every JVM and in every release, for a run's order of problems
 * can be recomputed years later. SplitMix64 (Steele, Lea, Flood 2014) and Fisher-Yates.
 */
final class SeededOrder {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SeededOrder(long seed, long stream) {
        this.state = mix(mix(seed + GOLDEN_GAMMA) + stream);
    }

    /** Uniform in 0 .. bound - 1, bound at least 1. */
    int nextInt(int bound) {
        // Rejects the uneven rest at the top of the range, so that no value is favoured.
        long limit = (1L << 62) / bound * bound;
        long value = nextLong() >>> 2;
        while (value >= limit) {
            value = nextLong() >>> 2;
        }
        return (int) (value % bound);
    }

    /** Uniform in [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** A permutation of 0 .. size - 1. */
    int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The values in a random order. */
    <T> List<T> shuffled(List<T> values) {
        return Arrays.stream(permutation(values.size())).mapToObj(values::get).toList();
    }

    /** Some of the values, each at most once, in a random order. */
    <T> List<T> some(List<T> values, int count) {
        return shuffled(values).subList(0, count);
    }

    private long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
