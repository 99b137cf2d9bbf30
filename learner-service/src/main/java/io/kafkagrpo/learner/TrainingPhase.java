package io.kafkagrpo.learner;

import io.kafkagrpo.learner.files.Checkpoints;
import io.kafkagrpo.learner.intake.Admission;
import io.kafkagrpo.learner.intake.Curriculum;
import io.kafkagrpo.learner.intake.EvaluationTracker;
import io.kafkagrpo.learner.intake.GroupInbox;
import io.kafkagrpo.learner.intake.GroupSelector;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.log.CommittedStep;
import io.kafkagrpo.learner.log.Figures;
import io.kafkagrpo.learner.log.PendingStep;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.step.StepCosts;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.learner.step.TrainingBatch;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.weights.PreparedWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase: groups come in, and each batch of them becomes one step, one weight version and new prompts in
 * the log.
 *
 * <p>A step is written beside the training of the next one, which is written only after it. What is decided
 * from committed steps alone (weights, checkpoints, evaluations, which problems are asked) waits for the commit.
 */
final class TrainingPhase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingPhase.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final LearnerParts parts;
    private final StepLog log;
    private final Trainer trainer;
    private final Publication publication;
    private final CommitListener listener;
    private final Checkpoints checkpoints;
    private final Admission admission;
    private final Curriculum curriculum;
    private final GroupSelector selector;
    private final Evaluations evaluations;
    private final long firstVersion;
    private final StepCosts costs = new StepCosts();
    private @Nullable PendingStep pending;
    private long waitingSince = System.nanoTime();

    /** Goes on where the log ends; {@code inbox} stays the caller's. */
    TrainingPhase(
            LearnerParts parts,
            StepLog log,
            Trainer trainer,
            Publication publication,
            RunHistory history,
            GroupInbox inbox,
            CommitListener listener) {
        this.parts = parts;
        this.log = log;
        this.trainer = trainer;
        this.publication = publication;
        this.listener = listener;
        this.firstVersion = history.firstVersion();
        this.checkpoints = parts.checkpoints();
        this.admission = new Admission(
                parts.groupsPerStep(),
                parts.maxStaleness(),
                parts.steps(),
                history.nextPosition(),
                history.openGroups());
        this.curriculum = Curriculum.of(parts.settings(), parts.feeder(), history);
        this.selector = new GroupSelector(
                inbox,
                log,
                admission,
                parts.groupFilter(),
                parts.refillLimit(),
                parts.failureStreak(listener::failing),
                parts.batchRule(history, listener::awaiting),
                curriculum::decided,
                history.decided());
        this.evaluations = new Evaluations(parts, log, selector, costs, listener, history, publication);
    }

    /** What the run begins with is measured before it is trained, so that before and after are of one kind. */
    boolean awaitsFirstEvaluation() {
        return selector.awaitsEvaluation(firstVersion);
    }

    /** Whether the answers of any evaluation are still to come. */
    boolean awaitsEvaluations() {
        return selector.awaitsEvaluations();
    }

    /** Whether steps are still to be made. */
    boolean hasStepsLeft() {
        return version() < parts.steps();
    }

    /** The trainer's version: the newest in the log, or the one on its way there. */
    private long version() {
        return publication.version() + (pending == null ? 0 : 1);
    }

    /** From here on, what passes until a batch is there is time spent waiting. */
    void begin() {
        LogContext.version(publication.version());
        refill();
        waitingSince = System.nanoTime();
    }

    /** Makes a step if there is a batch for it; otherwise waits a moment for more groups. */
    void advance() {
        List<ReceivedGroup> groups = selector.takeBatch(parts.groupsPerStep(), version());
        if (groups.isEmpty()) {
            receive();
        } else {
            trainAndCommit(groups);
        }
    }

    /**
     * Replaces what was dropped, takes in what arrives within a moment, and writes the evaluations that this
     * completes.
     */
    void receive() {
        if (pending != null && pending.isDone()) {
            waitingSince += settle();
        }
        if (pending == null && publication.requests().isAsked()) {
            log.publish(publication.whole());
        }
        refill();
        selector.receive(POLL);
        List<EvaluationTracker> ended = selector.takeCompleteEvaluations();
        if (!ended.isEmpty()) {
            waitingSince += settle();
            evaluations.end(ended);
        }
    }

    /** Admits what the bound allows. */
    private void refill() {
        int room = admission.room(version());
        if (room > 0 && !awaitsFirstEvaluation()) {
            waitingSince += settle();
            List<PromptGroup> prompts = curriculum.admit(admission.next(), room, publication.version());
            log.admit(prompts);
            admission.admitted(room);
            selector.asked(prompts);
        }
    }

    private void trainAndCommit(List<ReceivedGroup> groups) {
        long started = System.nanoTime();
        long versionIn = version();
        long version = versionIn + 1;
        TrainingBatch batch = parts.batch(groups, versionIn);
        Map<String, Double> metrics = new TreeMap<>(batch.metrics(versionIn));
        metrics.putAll(trainer.train(batch, version));
        long settling = settle();
        publication.take(trainer);
        long trained = System.nanoTime() - settling;

        List<DroppedGroup> dropped = selector.takeDropped();
        metrics.putAll(costs.of(
                started - waitingSince,
                trained - started,
                selector.takeTokensArrived(),
                batch.completionTokens(),
                dropped));
        metrics.putAll(selector.takeMetrics());
        int room = admission.room(version);
        List<PromptGroup> prompts = new ArrayList<>(evaluations.ask(version));
        prompts.addAll(curriculum.admit(admission.next(), room, version));
        TrainingStep.Builder record = TrainingStep.newBuilder()
                .setStep(version)
                .addAllUsed(groups.stream().map(ReceivedGroup::reference).toList())
                .addAllDropped(dropped)
                .addAllPosition(selector.positions())
                .setVersionIn(versionIn)
                .setVersionOut(version)
                .setStateSum(trainer.stateChecksum().value())
                .putAllHyperParameters(parts.hyperParameters(version))
                .putAllMetrics(metrics)
                .setFeederPosition(admission.next() + room);
        curriculum.describe(record);
        // Before it is written, for from then on groups of these prompts may come.
        admission.admitted(room);
        selector.asked(prompts);
        pending = log.step(() -> ready(record, prompts));
        if (isCheckpointDue(version)) {
            settle(); // before the trainer goes on
        }
        waitingSince = System.nanoTime();
    }

    /** Runs on the log's thread, beside the next step. */
    private StepLog.StepRecords ready(TrainingStep.Builder record, List<PromptGroup> prompts) {
        LogContext.version(record.getVersionOut());
        PreparedWeights weights = publication.prepare();
        record.setWeightsSum(weights.weightsSum())
                .putMetrics("weights/payload_bytes", (double) weights.payloadBytes())
                .setFinishedAtMs(System.currentTimeMillis());
        return new StepLog.StepRecords(record.build(), weights, prompts);
    }

    /**
     * Waits until the step before is in the log, and does what follows from that.
     *
     * @return how long that took, in nanoseconds
     */
    private long settle() {
        PendingStep writing = pending;
        if (writing == null) {
            return 0;
        }
        pending = null;
        long begun = System.nanoTime();
        CommittedStep committed = writing.await();
        costs.published(committed.took(), committed.cpu(), System.nanoTime() - begun);
        TrainingStep step = committed.step();
        listener.committed(step);
        LogContext.version(step.getVersionOut());
        curriculum.committed(step);
        publication.committed();
        evaluations.committed(publication);
        costs.checkpoints(() -> {
            if (isCheckpointDue(step.getVersionOut())) {
                checkpoints.save(trainer, step.getVersionOut());
            }
        });
        say(step);
        return System.nanoTime() - begun;
    }

    private boolean isCheckpointDue(long version) {
        return version % parts.checkpointEvery() == 0 || version == parts.steps();
    }

    /** Waits until the last step made is in the log. */
    @Override
    public void close() {
        settle();
    }

    private void say(TrainingStep step) {
        LOG.info(
                "Step {} of {}: reward {}, {} groups ready, waited {} s, trained {} s",
                step.getStep(),
                parts.steps(),
                metric(step, MetricNames.REWARD),
                selector.readyGroups(),
                metric(step, MetricNames.SECONDS_WAIT),
                metric(step, MetricNames.SECONDS_TRAIN));
    }

    private static String metric(TrainingStep step, String name) {
        return Figures.rounded(step.getMetricsOrDefault(name, Double.NaN));
    }
}
