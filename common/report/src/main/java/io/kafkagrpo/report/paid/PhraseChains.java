package io.kafkagrpo.report.paid;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts phrases together again that are parts of a longer one: the end of one is the beginning of the next. */
final class PhraseChains {
    private static final int LONGEST = 24;

    private final List<List<String>> phrases;

    PhraseChains(List<String> phrases) {
        this.phrases =
                phrases.stream().map(phrase -> Arrays.asList(phrase.split(" "))).toList();
    }

    /**
     * A longer phrase.
     *
     * @param text all its words
     * @param parts the phrases that it was put together from
     */
    record Chain(String text, Set<String> parts) {}

    /** The longest phrase around this one. */
    Chain around(String phrase) {
        Deque<String> words = new ArrayDeque<>(Arrays.asList(phrase.split(" ")));
        Set<String> parts = new HashSet<>(Set.of(phrase));
        while (words.size() < LONGEST) {
            List<String> now = List.copyOf(words);
            Optional<List<String>> next = unused(parts)
                    .filter(other -> ends(now).equals(begins(other)))
                    .findFirst();
            if (next.isEmpty()) {
                break;
            }
            words.addLast(next.get().getLast());
            parts.add(String.join(" ", next.get()));
        }
        while (words.size() < LONGEST) {
            List<String> now = List.copyOf(words);
            Optional<List<String>> before = unused(parts)
                    .filter(other -> ends(other).equals(begins(now)))
                    .findFirst();
            if (before.isEmpty()) {
                break;
            }
            words.addFirst(before.get().getFirst());
            parts.add(String.join(" ", before.get()));
        }
        return new Chain(words.stream().collect(Collectors.joining(" ")), parts);
    }

    private Stream<List<String>> unused(Set<String> parts) {
        return phrases.stream().filter(phrase -> !parts.contains(String.join(" ", phrase)));
    }

    private static List<String> begins(List<String> words) {
        return words.subList(0, Traits.PHRASE - 1);
    }

    private static List<String> ends(List<String> words) {
        return words.subList(words.size() - Traits.PHRASE + 1, words.size());
    }
}
