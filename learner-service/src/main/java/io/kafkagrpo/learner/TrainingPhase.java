package io.kafkagrpo.learner;

import io.kafkagrpo.learner.files.Checkpoints;
import io.kafkagrpo.learner.intake.Admission;
import io.kafkagrpo.learner.intake.Curriculum;
import io.kafkagrpo.learner.intake.GroupInbox;
import io.kafkagrpo.learner.intake.GroupSelector;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.log.Figures;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase: groups come in, and each batch of them becomes one step, one weight version and new prompts in
 * the log.
 */
final class TrainingPhase {
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
        return publication.version() < parts.steps();
    }

    /** From here on, what passes until a batch is there is time spent waiting. */
    void begin() {
        LogContext.version(publication.version());
        refill();
        waitingSince = System.nanoTime();
    }

    /** Makes a step if there is a batch for it; otherwise waits a moment for more groups. */
    void advance() {
        List<ReceivedGroup> groups = selector.takeBatch(parts.groupsPerStep(), publication.version());
        if (groups.isEmpty()) {
            receive();
        } else {
            trainAndCommit(groups);
            waitingSince = System.nanoTime();
        }
    }

    /**
     * Replaces what was dropped, takes in what arrives within a moment, and writes the evaluations that this
     * completes.
     */
    void receive() {
        if (publication.requests().isAsked()) {
            log.publish(publication.whole());
        }
        refill();
        selector.receive(POLL);
        evaluations.commitComplete();
    }

    /** Admits what the bound allows. */
    private void refill() {
        int room = admission.room(publication.version());
        if (room > 0 && !awaitsFirstEvaluation()) {
            List<PromptGroup> prompts = curriculum.admit(admission.next(), room, publication.version());
            log.admit(prompts);
            admission.admitted(room);
            selector.asked(prompts);
        }
    }

    private void trainAndCommit(List<ReceivedGroup> groups) {
        long started = System.nanoTime();
        long versionIn = publication.version();
        long version = versionIn + 1;
        TrainingBatch batch = parts.batch(groups, versionIn);
        Map<String, Double> metrics = new TreeMap<>(batch.metrics(versionIn));
        metrics.putAll(trainer.train(batch, version));
        publication.take(trainer);
        long trained = System.nanoTime();
        PreparedWeights weights = publication.prepare();

        List<DroppedGroup> dropped = selector.takeDropped();
        metrics.put("weights/payload_bytes", (double) weights.payloadBytes());
        metrics.putAll(costs.of(
                started - waitingSince,
                trained - started,
                selector.takeTokensArrived(),
                batch.completionTokens(),
                dropped));
        metrics.putAll(selector.takeMetrics());
        int room = admission.room(version);
        List<PromptGroup> prompts = new ArrayList<>(evaluations.promptsFor(version));
        prompts.addAll(curriculum.admit(admission.next(), room, version));
        TrainingStep.Builder record = TrainingStep.newBuilder()
                .setStep(version)
                .addAllUsed(groups.stream().map(ReceivedGroup::reference).toList())
                .addAllDropped(dropped)
                .addAllPosition(selector.positions())
                .setVersionIn(versionIn)
                .setVersionOut(version)
                .setWeightsCrc32C(weights.weightsChecksum())
                .setStateCrc32C(trainer.stateChecksum())
                .putAllHyperParameters(parts.hyperParameters(version))
                .putAllMetrics(metrics)
                .setFeederPosition(admission.next() + room)
                .setFinishedAtMs(System.currentTimeMillis());
        curriculum.describe(record);
        TrainingStep step = record.build();

        long committing = System.nanoTime();
        log.step(step, weights, prompts);
        long committed = System.nanoTime();
        listener.committed(step);
        LogContext.version(version);
        curriculum.committed(step);
        admission.admitted(room);
        selector.asked(prompts);
        publication.committed();
        evaluations.committed(publication);
        long checkpointing = System.nanoTime();
        if (version % parts.checkpointEvery() == 0 || version == parts.steps()) {
            checkpoints.save(trainer, version);
        }
        costs.committed(committed - committing, System.nanoTime() - checkpointing);
        say(step);
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
