package io.kafkagrpo.learner.intake;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.SettingsException;

/**
 * Training groups that failed one after another, with none in between that could be scored. Where every group
 * fails, for a reason that lies in data, prompts or rewards, no step is ever made; so the run ends after so many.
 * Some groups that fail among others end nothing. A function of the log: a restart reads the same groups again, and
 * comes to the same end.
 */
public final class FailureStreak {
    private final int batches;
    private final int groupsPerStep;
    private final Watcher watcher;
    private long failed;

    /** Is told at each group how many have failed in a row up to it, and why the newest did. */
    @FunctionalInterface
    public interface Watcher {
        void failing(long inARow, String newestReason);
    }

    /**
     * A streak of no groups.
     *
     * @param batches groups that may fail in a row, in batches of a step; 0: any number
     * @param groupsPerStep groups of a batch
     */
    public FailureStreak(int batches, int groupsPerStep, Watcher watcher) {
        this.batches = batches;
        this.groupsPerStep = groupsPerStep;
        this.watcher = watcher;
    }

    /** A group has failed. Ends the run where too many have. */
    void add(String reason) {
        watcher.failing(++failed, reason);
        long allowed = (long) batches * groupsPerStep;
        if (batches > 0 && failed > allowed) {
            throw new SettingsException(
                    "%d groups failed one after another, more than the %d that %s = %d (batches) allows, the newest because of this: %s; mend data, prompts or rewards in a new run, or, where the cause has passed, go on with --set %s=0 (no limit)."
                            .formatted(
                                    failed,
                                    allowed,
                                    Keys.FAILED_GROUPS_LIMIT.name(),
                                    batches,
                                    clause(reason),
                                    Keys.FAILED_GROUPS_LIMIT.name()));
        }
    }

    /** A group has been scored, or a step made. */
    void end() {
        if (failed > 0) {
            failed = 0;
            watcher.failing(0, "");
        }
    }

    private static String clause(String reason) {
        return reason.strip().replaceAll("[.;\\s]+$", "");
    }
}
