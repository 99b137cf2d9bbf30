package io.kafkagrpo.learner;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;

/** Is told what the learner has committed to the log, on the learner's thread. */
public interface CommitListener {
    /** A training step is in the log. */
    void committed(TrainingStep step);

    /** An evaluation is in the log. */
    void committed(Evaluation evaluation);
}
