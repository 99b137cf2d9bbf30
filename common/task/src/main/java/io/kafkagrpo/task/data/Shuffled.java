package io.kafkagrpo.task.data;

import java.util.Arrays;
import java.util.List;

/** Lists in a seeded order. */
final class Shuffled {

    private Shuffled() {}

    static <T> List<T> of(List<T> values, long seed) {
        return Arrays.stream(new SeededOrder(seed, 1).permutation(values.size()))
                .mapToObj(values::get)
                .toList();
    }
}
