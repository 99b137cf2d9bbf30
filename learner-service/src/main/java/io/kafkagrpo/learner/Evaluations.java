package io.kafkagrpo.learner;

import io.kafkagrpo.learner.files.EvaluatedWeights;
import io.kafkagrpo.learner.intake.EvaluationTracker;
import io.kafkagrpo.learner.intake.GroupSelector;
import io.kafkagrpo.learner.log.Figures;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.step.StepCosts;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.PromptGroup;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluations that go on beside the training: which are due, which still lack answers, and what becomes of
 * their weights.
 */
final class Evaluations {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluations.class);

    private final LearnerParts parts;
    private final StepLog log;
    private final GroupSelector selector;
    private final StepCosts costs;
    private final CommitListener listener;
    private final EvaluatedWeights kept;

    /** Takes up those that the log has begun and not ended. */
    Evaluations(
            LearnerParts parts,
            StepLog log,
            GroupSelector selector,
            StepCosts costs,
            CommitListener listener,
            RunHistory history,
            Publication publication) {
        this.parts = parts;
        this.log = log;
        this.selector = selector;
        this.costs = costs;
        this.listener = listener;
        this.kept = parts.evaluatedWeights(publication.newest().layout());
        kept.resume(history.evaluations(), history.openEvaluations(), publication.version(), publication.newest());
        history.openEvaluations().forEach(this::expect);
    }

    /**
     * The prompts that ask a new version, which are about to be written; none where it is not to be evaluated. From
     * here on their answers are expected.
     */
    List<PromptGroup> ask(long version) {
        if (!isDue(version)) {
            return List.of();
        }
        expect(version);
        return parts.feeder().evaluate(version);
    }

    /** A version is in the log, with the prompts that ask it. */
    void committed(Publication publication) {
        long version = publication.version();
        if (isDue(version)) {
            costs.keeps(() -> kept.begun(version, publication.newest()));
        }
    }

    /** Writes the results of evaluations that have all their answers; the versions that they ask are in the log. */
    void end(List<EvaluationTracker> ended) {
        for (EvaluationTracker complete : ended) {
            Evaluation evaluation = complete.result(System.currentTimeMillis());
            costs.keepsWhileWaiting(() -> kept.ended(evaluation));
            log.evaluated(evaluation);
            kept.settled(evaluation.getVersion());
            listener.committed(evaluation);
            LOG.info("Version {}: {}", evaluation.getVersion(), Figures.rounded(evaluation.getResultsMap()));
        }
    }

    private boolean isDue(long version) {
        return version == parts.steps() || (parts.evaluateEvery() > 0 && version % parts.evaluateEvery() == 0);
    }

    private void expect(long version) {
        selector.expect(
                new EvaluationTracker(version, version, parts.feeder().evaluationSize(), parts.evaluationSamples()));
    }
}
