package io.kafkagrpo.report.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an audit finds: the first sentences in order, and how many there were. Not thread-safe. */
final class Findings {
    /** So that a log that is broken from end to end doesn't fill the heap with sentences. */
    private static final int KEPT = 1000;

    private final List<String> sentences = new ArrayList<>();
    private final SortedMap<String, Long> foreign = new TreeMap<>();
    private long count;

    /** Something that must hold does not. */
    void add(String sentence) {
        count++;
        if (sentences.size() < KEPT) {
            sentences.add(sentence);
        }
    }

    /** A record that is none of the run's: every reader passes it over, so it is no finding. */
    void foreign(String topic) {
        foreign.merge(topic, 1L, Long::sum);
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }

    long count() {
        return count;
    }

    /** Records that are none of the run's, by topic. */
    SortedMap<String, Long> foreign() {
        return new TreeMap<>(foreign);
    }
}
