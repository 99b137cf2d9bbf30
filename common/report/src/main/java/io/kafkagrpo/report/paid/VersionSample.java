package io.kafkagrpo.report.paid;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Some of the completions of a few weight versions: those that are first in an order drawn by their names. */
final class VersionSample {
    private static final int MOST = 1000;

    final long fromVersion;
    final long toVersion;
    private final PriorityQueue<Sampled> first =
            new PriorityQueue<>(Comparator.comparingLong(Sampled::order).reversed());
    private long completions;

    VersionSample(long fromVersion, long toVersion) {
        this.fromVersion = fromVersion;
        this.toVersion = toVersion;
    }

    void add(Sampled completion) {
        completions++;
        if (first.size() < MOST) {
            first.add(completion);
        } else if (completion.order() < first.element().order()) {
            first.remove();
            first.add(completion);
        }
    }

    /** All that there were. */
    long completions() {
        return completions;
    }

    /** Those that are looked at. */
    List<Sampled> sampled() {
        return first.stream().sorted(Comparator.comparingLong(Sampled::order)).toList();
    }
}
