package io.kafkagrpo.task.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the valid names that a mistyped one most likely meant. */
public final class NearestName {
    private NearestName() {}

    /**
     * Returns the candidate with the smallest edit distance to {@code name}; the first of equals. Candidates may
     * not be empty.
     */
    public static String of(String name, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow(() -> new IllegalArgumentException("no candidates for " + name));
    }

    /** The same, if it is at most so many edits away. */
    public static Optional<String> within(int edits, String name, Collection<String> candidates) {
        return sorted(name, candidates).stream()
                .limit(1)
                .filter(candidate -> distance(name, candidate) <= edits)
                .findFirst();
    }

    /** The candidates by edit distance from {@code name}, nearest first, equals in the order of the alphabet. */
    public static List<String> sorted(String name, Collection<String> candidates) {
        return candidates.stream()
                .sorted(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Levenshtein's edit distance. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
