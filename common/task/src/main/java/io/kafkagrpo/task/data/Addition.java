package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Single-digit addition, asked as {@code 3+5=?}: all 100 pairs of 0 to 9, 30 of them held out, commuted pairs
 * together. The split is fixed for ever; both parts are shuffled.
 */
public final class Addition {

    public static final String NAME = "addition";

    private static final int HELD_OUT = 30;
    private static final long SPLIT_SEED = 20_260_101L;

    private Addition() {}

    /** 70 problems to train on, or the 30 held out. */
    public static List<Problem> problems(Split split) {
        List<Problem> train = new ArrayList<>();
        List<Problem> heldOut = new ArrayList<>();
        for (int index : new SeededOrder(SPLIT_SEED, 0).permutation(100)) {
            int a = index / 10;
            int b = index % 10;
            if (a > b) {
                continue; // comes with its commuted pair
            }
            List<Problem> both = a == b ? List.of(problem(a, b)) : List.of(problem(a, b), problem(b, a));
            (heldOut.size() + both.size() <= HELD_OUT ? heldOut : train).addAll(both);
        }
        return Shuffled.of(split == Split.TRAIN ? train : heldOut, SPLIT_SEED);
    }

    private static Problem problem(int a, int b) {
        return new Problem("%s-%d+%d".formatted(NAME, a, b), "%d+%d=?".formatted(a, b), Integer.toString(a + b));
    }
}
