package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.Parts;
import java.time.Duration;

/**
 * When what was written is committed: now and then, but not before each reward function has given a value. So
 * scores of a function that gives nothing are never there, and once it is repaired the same command gives them. Not
 * thread-safe, like what it writes to.
 */
final class Commits {
    /** A transaction that is held back must not come near its timeout. */
    private static final Duration HELD_BACK = RescoredLog.TRANSACTION_TIMEOUT.dividedBy(2);

    /**
     * So many completions in a row without a value are no chance; the first ones of a log may well be of one kind.
     */
    private static final int LONG = 512;

    /** Where a function gave values before, a rest of fewer completions may well have none. */
    private static final int REST = 32;

    private final RescoredLog log;
    private final Duration after;
    private final int patienceAtTheEnd;
    private final RewardTally tally = new RewardTally();
    private long committed = System.nanoTime();

    /** @param goesOn whether there are groups already, which passed here: each function gave values then */
    Commits(RescoredLog log, Duration after, boolean goesOn) {
        this.log = log;
        this.after = after;
        this.patienceAtTheEnd = goesOn ? REST : 1;
    }

    /** @throws NoRewardException if a function has been asked long enough, and gave nothing */
    void write(int partition, String key, Parts.ScoredGroup group) {
        tally.add(group);
        tally.refuseNothing(LONG);
        log.send(partition, key, group);
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
            tally.refuseNothing(patienceAtTheEnd);
        } else if (!tally.allGaveValues()) {
            return;
        }
        commit();
    }

    /** @throws NoRewardException if a function has given nothing to the end */
    void atTheEnd() {
        tally.refuseNothing(patienceAtTheEnd);
        commit();
    }

    private void commit() {
        log.commit();
        committed = System.nanoTime();
    }
}
