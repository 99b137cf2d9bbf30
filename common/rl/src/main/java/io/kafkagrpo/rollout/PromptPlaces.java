package io.kafkagrpo.rollout;

import java.util.Comparator;
import java.util.stream.LongStream;

/**
 * Which partition a prompt goes to. Not chance (the hash of a key puts 16 prompts on 14 of 64 partitions, and some
 * generators get three while others idle): prompts that follow one another lie as far apart as can be.
 */
public final class PromptPlaces {
    private static final double GOLDEN_SECTION = (Math.sqrt(5) - 1) / 2;

    private PromptPlaces() {}

    /**
     * Positions that follow one another step round the partitions by their golden section. The step has no divisor
     * in common with their number, so that as many in a row as there are partitions take one each; and fewer in a
     * row divide the circle evenly (Steinhaus' three gaps), so that generators whose partitions lie side by side get
     * alike many too.
     *
     * @param position of the prompt among those of its purpose, 0 ..
     * @param partitions that the topic has, 1 ..
     */
    public static int partition(long position, int partitions) {
        return (int) (position % partitions * step(partitions) % partitions);
    }

    /** The nearest number without a divisor in common with that of the partitions; 1 is one. */
    private static long step(int partitions) {
        double section = partitions * GOLDEN_SECTION;
        return LongStream.rangeClosed(1, partitions)
                .filter(step -> commonDivisor(step, partitions) == 1)
                .boxed()
                .min(Comparator.comparingDouble(step -> Math.abs(step - section)))
                .orElseThrow();
    }

    private static long commonDivisor(long a, long b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
