package io.kafkagrpo.learner;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import java.time.Duration;

/** Is told what the learner has committed to the log, and what keeps it from that, on the learner's thread. */
public interface CommitListener {
    /** A training step is in the log. */
    void committed(TrainingStep step);

    /** An evaluation is in the log. */
    void committed(Evaluation evaluation);

    /** The run's end is in the log: no step comes after it. */
    void finished();

    /**
     * Training groups fail one after another.
     *
     * @param inARow how many; 0 when one could be scored after all
     * @param newestReason why the last of them failed
     */
    void failing(long inARow, String newestReason);

    /**
     * A step could be made, but is held back until groups in flight have come ({@code stale-groups: wait}).
     *
     * @param groups how many; 0 when the step goes on
     * @param left until it goes on without them
     */
    void awaiting(int groups, Duration left);
}
