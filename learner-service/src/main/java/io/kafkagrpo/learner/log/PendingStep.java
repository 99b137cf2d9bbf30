package io.kafkagrpo.learner.log;

import java.util.concurrent.Future;

/** A training step on its way into the log, written beside what the learner does meanwhile. */
public final class PendingStep {
    private final Future<CommittedStep> written;

    PendingStep(Future<CommittedStep> written) {
        this.written = written;
    }

    /** Whether {@link #await} answers at once. */
    public boolean isDone() {
        return written.isDone();
    }

    /**
     * Waits until it is in the log.
     *
     * @throws RuntimeException what kept it from that, as it was thrown
     */
    public CommittedStep await() {
        return StepLog.result(written);
    }
}
