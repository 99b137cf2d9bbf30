package io.kafkagrpo.learner.files;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.Evaluation;
import java.util.List;
import java.util.Set;

/** What happens to the weights of versions that are evaluated. */
public interface EvaluatedWeights {
    /** Nothing. */
    EvaluatedWeights NOT_KEPT = new EvaluatedWeights() {
        @Override
        public void resume(List<Evaluation> ended, Set<Long> open, long last, HostWeights weights) {}

        @Override
        public void begun(long version, HostWeights weights) {}

        @Override
        public void ended(Evaluation evaluation) {}

        @Override
        public void settled(long version) {}
    };

    /**
     * Takes up what the log says so far; first of all.
     *
     * @param ended evaluations in the log
     * @param open versions whose evaluation is not
     * @param last the newest version
     * @param weights its weights
     */
    void resume(List<Evaluation> ended, Set<Long> open, long last, HostWeights weights);

    /** The evaluation of this version has been asked for. */
    void begun(long version, HostWeights weights);

    /** An evaluation has ended, and is about to be written into the log. */
    void ended(Evaluation evaluation);

    /** The evaluation of this version is in the log. */
    void settled(long version);
}
