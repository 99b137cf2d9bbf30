package io.kafkagrpo.task.data;

import io.kafkagrpo.hash.SplitMix;

/**
 * Random numbers and permutations that are the same on every JVM and in every release, for a run's order of problems
 * can be recomputed years later: {@link SplitMix} and Fisher-Yates.
 */
final class SeededOrder {

    private long state;

    SeededOrder(long seed, long stream) {
        this.state = SplitMix.mix(SplitMix.mix(seed + SplitMix.GOLDEN_GAMMA) + stream);
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
        return SplitMix.unit(nextLong());
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

    private long nextLong() {
        state += SplitMix.GOLDEN_GAMMA;
        return SplitMix.mix(state);
    }
}
