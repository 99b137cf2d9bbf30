package io.kafkagrpo.scoring;

import java.time.Duration;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * When a task commits. A commit is a transaction over all its topics and stores, most of which is the broker's work,
 * so where much comes they are few; where little comes, a learner may be waiting for it.
 */
public final class CommitPace {
    /** When there is a commit at the latest. */
    public static final Duration LATEST = Duration.ofMillis(500);

    /** How often to look whether little has come. */
    static final Duration SOON = Duration.ofMillis(100);

    /** So many records of a partition within {@link #SOON} are much. */
    static final int MUCH = 100;

    private int records;
    private boolean uncommitted;

    /** A record has come. */
    void note() {
        records++;
        uncommitted = true;
    }

    /** Asks for a commit if there is something to commit, and little has come since the last look. */
    void look(ProcessingContext context) {
        if (uncommitted && records < MUCH) {
            context.commit();
            uncommitted = false;
        }
        records = 0;
    }
}
