package io.kafkagrpo.task.reward;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Lists what was possibly meant. */
final class Nearest {

    private Nearest() {}

    /** The candidates by edit distance from what was typed, nearest first, separated by commas. */
    static String first(String typed, Collection<String> candidates) {
        return candidates.stream()
                .sorted(Comparator.<String>comparingInt(candidate -> distance(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .collect(Collectors.joining(", "));
    }

    /** Levenshtein distance, row by row. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[other.length()];
    }
}
