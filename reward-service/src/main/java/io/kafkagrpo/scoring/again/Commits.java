package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.ScoredGroup;
import java.time.Duration;

/**
 * When what was written is committed: now and then, but not before each reward function has given a value. So scores
 * of a function that gives nothing are never there, and once it is repaired the same command gives them. Not
 * thread-safe, like what it writes to.
 */
final class Commits {
    /** A transaction that is held back must not come near its timeout. */
    private static final Duration HELD_BACK = RescoredLog.TRANSACTION_TIMEOUT.dividedBy(2);

    private final RescoredLog log;
    private final Duration after;
    /** Whether there are groups already: they passed here, and each function gave values then. */
    private final boolean goesOn;

    private final RewardTally tally = new RewardTally();
    private long committed = System.nanoTime();

    Commits(RescoredLog log, Duration after, boolean goesOn) {
        this.log = log;
        this.after = after;
        this.goesOn = goesOn;
    }

    /** @throws NoRewardException if a function has been asked long enough, and gave nothing */
    void write(int partition, ScoredGroup group) {
        tally.add(group);
        tally.refuseNothingForLong();
        log.send(partition, group.getPrompt().getGroupId(), group);
    }

    /**
     * Commits where it is time to.
     *
     * @throws NoRewardException if a function gave nothing for as long as a transaction may last
     */
    void now() {
        long waited = System.nanoTime() - committed;
        if (waited < after.toNanos()) {
            return;
        }
        if (waited > HELD_BACK.toNanos()) {
            refuseNothing();
        } else if (!goesOn && !tally.allGaveValues()) {
            return;
        }
        commit();
    }

    /** @throws NoRewardException if a function has given nothing to the end */
    void atTheEnd() {
        refuseNothing();
        commit();
    }

    private void refuseNothing() {
        if (!goesOn) {
            tally.refuseNothing();
        }
    }

    private void commit() {
        log.commit();
        committed = System.nanoTime();
    }
}
