package io.kafkagrpo.learner;

import io.kafkagrpo.learner.files.Checkpoints;
import io.kafkagrpo.learner.files.EvaluatedWeights;
import io.kafkagrpo.learner.intake.Admission;
import io.kafkagrpo.learner.intake.EvaluationTracker;
import io.kafkagrpo.learner.intake.GroupInbox;
import io.kafkagrpo.learner.intake.GroupSelector;
import io.kafkagrpo.learner.intake.ReceivedGroup;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.log.TopicSetup;
import io.kafkagrpo.learner.step.StepCosts;
import io.kafkagrpo.learner.step.StepTrainer;
import io.kafkagrpo.learner.step.TrainingBatch;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunFinished;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.settings.RunMismatch;
import io.kafkagrpo.settings.RunMismatchException;
import io.kafkagrpo.weights.PreparedWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner, from top to bottom: begin the run or restore it from its log; then gather a batch, train, and commit weights, step
 * and new prompts in one transaction, until the last step; then evaluate and finish.
 */
public final class LearnerLoop implements ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final LearnerParts parts;
    private final StepLog log;
    private final HostWeights initial;
    private final StepTrainer trainer;
    private final Checkpoints checkpoints;
    private final StepCosts costs = new StepCosts();
    private final EvaluatedWeights evaluated;
    private final CommitListener listener;
    private HostWeights published;
    private HostWeights next;
    private long step;
    /** Bytes of deltas since the last full snapshot. After a restart nobody counted, and the next version is a full one. */
    private long deltaBytes = Long.MAX_VALUE;

    private volatile boolean stopping;
    private volatile boolean running;

    public LearnerLoop(LearnerParts parts, CommitListener listener) {
        this.parts = parts;
        this.listener = listener;
        this.initial = parts.readInitialWeights();
        TopicSetup.create(
                parts.clients(),
                parts.topics(),
                parts.settings(),
                initial.segment().byteSize());
        // The pen first: from here on no older learner of this run can write, and the log stands still while it is
        // read.
        this.log = new StepLog(
                parts.clients(),
                parts.topics(),
                parts.transactionTimeoutMs(initial.segment().byteSize()));
        this.trainer = parts.openTrainer(initial);
        this.checkpoints = parts.checkpoints();
        this.evaluated = parts.evaluatedWeights(initial.layout());
        this.published = initial.copy();
        this.next = initial.copy();
    }

    /** Runs until the run is finished or {@link #stop}. */
    @Override
    public void run() {
        RunHistory history = RunHistory.read(parts.clients(), parts.topics());
        if (history.started().isPresent()) {
            refuseAnotherRun(history.started().get());
        } else {
            history = begin();
        }
        if (history.finished().isPresent()) {
            LOG.info("The run is finished; staying up, idle");
            running = true;
            return;
        }
        restore(history);
        evaluated.resume(history.evaluations(), history.openEvaluations(), step, published);
        running = true;
        try (GroupInbox inbox = new GroupInbox(parts.clients(), parts.topics(), positions(history))) {
            Admission admission = new Admission(
                    parts.groupsPerStep(),
                    parts.maxStaleness(),
                    parts.steps(),
                    history.admittedTrain(),
                    history.decided().size());
            GroupSelector desk = new GroupSelector(
                    inbox, log, admission, parts.groupFilter(), parts.refillLimit(), history.decided());
            history.openEvaluations().forEach(version -> desk.expect(evaluation(version)));
            train(desk, admission);
        }
    }

    private void train(GroupSelector desk, Admission admission) {
        // The model is measured before it is trained, so that before and after are of one kind; training starts then.
        if (!await(desk, admission, () -> desk.awaitsEvaluation(0))) {
            return;
        }
        refill(desk, admission);
        long waiting = System.nanoTime();
        while (step < parts.steps() && !stopping) {
            List<ReceivedGroup> groups = desk.takeBatch(parts.groupsPerStep(), step);
            if (groups.isEmpty()) {
                refill(desk, admission);
                desk.receive(POLL);
                commitEvaluations(desk);
                continue;
            }
            trainAndCommit(groups, desk, admission, System.nanoTime() - waiting);
            waiting = System.nanoTime();
        }
        if (step == parts.steps() && await(desk, admission, desk::awaitsEvaluations)) {
            finish();
        }
    }

    private void trainAndCommit(List<ReceivedGroup> groups, GroupSelector desk, Admission admission, long waitedNanos) {
        long started = System.nanoTime();
        TrainingBatch batch = parts.batch(groups, step);
        Map<String, Double> metrics = new TreeMap<>(batch.metrics(step));
        metrics.putAll(trainer.train(batch, step + 1));
        trainer.publishInto(next);
        long trained = System.nanoTime();
        long version = step + 1;
        PreparedWeights weights = prepareWeights(version);

        List<DroppedGroup> dropped = desk.takeDropped();
        metrics.put("weights/payload_bytes", (double) weights.payloadBytes());
        metrics.putAll(
                costs.of(waitedNanos, trained - started, desk.takeTokensArrived(), batch.completionTokens(), dropped));

        List<PromptGroup> prompts = new ArrayList<>();
        boolean evaluate =
                version == parts.steps() || (parts.evaluateEvery() > 0 && version % parts.evaluateEvery() == 0);
        if (evaluate) {
            prompts.addAll(parts.feeder().evaluate(version));
        }
        int room = admission.room(version);
        prompts.addAll(parts.feeder().train(admission.admitted(), room, version));
        TrainingStep entry = TrainingStep.newBuilder()
                .setStep(version)
                .addAllDropped(dropped)
                .addAllPosition(desk.positions())
                .setVersionIn(step)
                .setVersionOut(version)
                .setWeightsCrc32C(weights.weightsChecksum())
                .setStateCrc32C(trainer.stateChecksum())
                .putAllHyperParameters(parts.hyperParameters(version))
                .putAllMetrics(metrics)
                .setFeederPosition(admission.admitted() + room)
                .addAllUsed(groups.stream().map(ReceivedGroup::reference).toList())
                .setFinishedAtMs(System.currentTimeMillis())
                .build();
        long committing = System.nanoTime();
        log.step(entry, weights, prompts);
        long committed = System.nanoTime();
        listener.committed(entry);

        admission.admitted(room);
        step = version;
        HostWeights older = published;
        published = next;
        next = older;
        if (evaluate) {
            costs.keeps(() -> evaluated.begun(version, published));
            desk.expect(evaluation(version));
        }
        long kept = System.nanoTime();
        if (step % parts.checkpointEvery() == 0 || step == parts.steps()) {
            checkpoints.save(trainer, step);
        }
        costs.committed(committed - committing, System.nanoTime() - kept);
        LOG.info(
                "Step {} of {}: reward {}, {} groups ready, waited {} s, trained {} s",
                step,
                parts.steps(),
                metrics.get(MetricNames.REWARD),
                desk.readyGroups(),
                metrics.get(MetricNames.SECONDS_WAIT),
                metrics.get(MetricNames.SECONDS_TRAIN));
    }

    /**
     * A full snapshot from time to time, by count and by bytes: the deltas after one never outgrow it, which bounds how much of the
     * topic holds the two newest snapshots and all after them ({@code Topics.SNAPSHOTS_KEPT}).
     */
    private PreparedWeights prepareWeights(long version) {
        boolean due = version % parts.fullSnapshotEvery() == 0
                || deltaBytes >= next.segment().byteSize();
        PreparedWeights weights = due
                ? PreparedWeights.full(next, version, version)
                : PreparedWeights.deltaOrFull(published, step, next, version, version);
        deltaBytes = weights.isFull() ? 0 : deltaBytes + weights.payloadBytes();
        return weights;
    }

    /** Replaces what was dropped, and admits what the bound allows. */
    private void refill(GroupSelector desk, Admission admission) {
        int room = admission.room(step);
        if (room > 0 && !desk.awaitsEvaluation(0)) {
            log.admit(parts.feeder().train(admission.admitted(), room, step));
            admission.admitted(room);
        }
    }

    /** Waits for evaluations; false if the learner is stopped meanwhile. */
    private boolean await(GroupSelector desk, Admission admission, BooleanSupplier pending) {
        while (pending.getAsBoolean() && !stopping) {
            desk.receive(POLL);
            commitEvaluations(desk);
            refill(desk, admission);
        }
        return !stopping;
    }

    private void commitEvaluations(GroupSelector desk) {
        for (EvaluationTracker complete : desk.takeCompleteEvaluations()) {
            Evaluation evaluation = complete.result(System.currentTimeMillis());
            costs.keepsWhileWaiting(() -> evaluated.ended(evaluation));
            log.evaluated(evaluation);
            evaluated.settled(evaluation.getVersion());
            listener.committed(evaluation);
            LOG.info("Version {}: {}", evaluation.getVersion(), evaluation.getResultsMap());
        }
    }

    private RunHistory begin() {
        LOG.info("A new run: {} steps of {} groups", parts.steps(), parts.groupsPerStep());
        RunStarted started = parts.runStarted(initial);
        // The weights in the log may be cleaned away one day; a replay needs the first ones for ever.
        ModelWriter.save(parts.initialModelTarget(), parts.modelDirectory(), initial);
        deltaBytes = 0;
        log.bootstrap(
                started, PreparedWeights.full(initial, 0, 0), parts.feeder().evaluate(0));
        return RunHistory.read(parts.clients(), parts.topics());
    }

    private void refuseAnotherRun(RunStarted started) {
        RunStarted own = parts.runStarted(initial);
        Optional<String> mismatch = RunMismatch.between(started.getConfigurationMap(), own.getConfigurationMap())
                .or(() -> RunMismatch.between(RunIdentity.of(started), RunIdentity.of(own)));
        if (mismatch.isPresent()) {
            throw new RunMismatchException(mismatch.get());
        }
    }

    /** The newest checkpoint, then the logged steps after it with their recorded batches. */
    private void restore(RunHistory history) {
        long last = history.lastStep();
        if (last == 0) {
            return;
        }
        step = checkpoints.restore(trainer, history.steps());
        LOG.info("Restored step {}; the log ends with step {}", step, last);
        try (StepRedo redo = new StepRedo(parts, trainer, history.started().orElseThrow(), next)) {
            for (TrainingStep logged : history.steps()) {
                if (logged.getStep() > step) {
                    redo.redo(logged);
                    step = logged.getStep();
                    refuseDifference(redo, logged);
                }
            }
            refuseDifference(redo, history.steps().getLast());
        }
        trainer.publishInto(published);
    }

    private static void refuseDifference(StepRedo redo, TrainingStep logged) {
        redo.difference(logged).ifPresent(difference -> {
            throw new RunMismatchException(difference);
        });
        LOG.info("Step {} is as the log says", logged.getStep());
    }

    private void finish() {
        ModelWriter.save(parts.modelTarget(), parts.modelDirectory(), published);
        log.finished(RunFinished.newBuilder()
                .setSteps(step)
                .setVersion(step)
                .setWeightsSha256(published.sha256())
                .setFinishedAtMs(System.currentTimeMillis())
                .build());
        LOG.info("Finished after {} steps; the model lies in {}", step, parts.modelTarget());
    }

    private EvaluationTracker evaluation(long version) {
        return new EvaluationTracker(version, version, parts.feeder().evaluationSize(), parts.evaluationSamples());
    }

    private static List<PartitionPosition> positions(RunHistory history) {
        return history.steps().isEmpty() ? List.of() : history.steps().getLast().getPositionList();
    }

    /** Ends {@link #run} after the step at hand. */
    @Override
    public void stop() {
        stopping = true;
    }

    /** Whether the run is begun or restored. */
    @Override
    public boolean isReady() {
        return running;
    }

    @Override
    public void close() {
        log.close();
        trainer.close();
        initial.close();
        published.close();
        next.close();
    }
}
