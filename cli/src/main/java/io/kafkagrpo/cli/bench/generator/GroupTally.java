package io.kafkagrpo.cli.bench.generator;

import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of the prompts that were written: each has to end once. A prompt's wait is the time from its writing
 * to the beginning of what ended it, so it holds the time of a generator that had it and died.
 */
final class GroupTally {
    private final Map<String, Long> writtenAtMs = new HashMap<>();
    private final Set<String> generators = new HashSet<>();
    private int ended;
    private int doubled;
    private int failed;
    private long longestWaitMs;
    private int lateOnes;
    private final long patienceMs;

    /**
     * Counts.
     *
     * @param patienceMs how long a prompt may wait at most
     */
    GroupTally(long patienceMs) {
        this.patienceMs = patienceMs;
    }

    void wrote(String groupId, long atMs) {
        writtenAtMs.put(groupId, atMs);
    }

    void ended(ScoredGroup group) {
        Long written = writtenAtMs.remove(group.getPrompt().getGroupId());
        if (written == null) {
            doubled++;
            return;
        }
        ended++;
        if (!group.hasComplete()) {
            failed++;
        }
        group.getCompletionsList().forEach(completion -> generators.add(completion.getGeneratorId()));
        long began = group.getCompletionsList().stream()
                .mapToLong(ScoredCompletion::getStartedAtMs)
                .max()
                .orElse(written);
        longestWaitMs = Math.max(longestWaitMs, began - written);
        if (began - written > patienceMs) {
            lateOnes++;
        }
    }

    /** Whether each ended once, with samples, and none waited for longer than it may. */
    boolean holds() {
        return doubled == 0 && failed == 0 && lateOnes == 0;
    }

    /** Prompts that have not ended yet. */
    int outstanding() {
        return writtenAtMs.size();
    }

    int ended() {
        return ended;
    }

    /** How many generators have sampled what ended. */
    int generators() {
        return generators.size();
    }

    /** Ends of prompts that had ended, or that nobody wrote. */
    int doubled() {
        return doubled;
    }

    /** Groups that ended without samples. */
    int failed() {
        return failed;
    }

    double longestWaitSeconds() {
        return longestWaitMs / 1e3;
    }

    /** Prompts that waited for longer than they may. */
    int lateOnes() {
        return lateOnes;
    }
}
