package io.kafkagrpo.learner;

import io.kafkagrpo.learner.intake.GroupInbox;
import io.kafkagrpo.learner.log.HeartbeatWatch;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.log.TopicSetup;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.RunFinished;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner, from top to bottom: begin the run or restore it from its log; then gather a batch, train, and commit
 * weights, step and new prompts in one transaction, until the last step; then evaluate and finish.
 */
public final class LearnerLoop implements ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerLoop.class);

    private final LearnerParts parts;
    private final CommitListener listener;
    private final HostWeights initial;
    private final StepLog log;
    private final Trainer trainer;
    private final Publication publication;

    private volatile boolean stopping;
    private volatile boolean running;

    public LearnerLoop(LearnerParts parts, CommitListener listener) {
        this(parts, parts::openTrainer, listener);
    }

    /** With a trainer of its own, opened with the initial weights, which it closes. */
    LearnerLoop(LearnerParts parts, Function<HostWeights, Trainer> opener, CommitListener listener) {
        this.parts = parts;
        this.listener = listener;
        parts.refuseFolderOfAnotherRun();
        this.initial = parts.readInitialWeights();
        long snapshotBytes = initial.segment().byteSize();
        TopicSetup.create(parts.clients(), parts.topics(), parts.settings(), snapshotBytes);
        // The pen first: from here on no older learner of this run can write, and the log stands still while it is
        // read.
        this.log = new StepLog(parts.clients(), parts.topics(), parts.transactionTimeoutMs(snapshotBytes));
        this.trainer = opener.apply(initial);
        this.publication = new Publication(initial, parts.fullSnapshotEvery());
    }

    /** Runs until the run is finished or {@link #stop}. */
    @Override
    public void run() {
        StartPhase start = new StartPhase(parts, log, initial, trainer, publication);
        RunHistory history = start.history();
        if (history.finished().isPresent()) {
            LOG.info("The run is finished; staying up, idle");
            listener.finished();
            running = true;
            return;
        }
        start.restore(history);
        try (GroupInbox inbox = new GroupInbox(parts.clients(), parts.topics(), history.header(), history.positions());
                HeartbeatWatch watch = HeartbeatWatch.start(
                        parts.clients(), parts.topics(), history.header(), publication.requests());
                TrainingPhase training =
                        new TrainingPhase(parts, log, trainer, publication, history, inbox, listener)) {
            train(training, watch);
        }
        if (!stopping) {
            finish();
        }
    }

    private void train(TrainingPhase training, HeartbeatWatch watch) {
        running = true;
        while (training.awaitsFirstEvaluation() && !stopping) {
            training.receive();
            watch.throwRefusal();
        }
        training.begin();
        while (training.hasStepsLeft() && !stopping) {
            training.advance();
            watch.throwRefusal();
        }
        while (training.awaitsEvaluations() && !stopping) {
            training.receive();
        }
    }

    private void finish() {
        HostWeights trained = publication.newest();
        ModelWriter.save(parts.modelTarget(), parts.modelDirectory(), trained);
        log.finished(RunFinished.newBuilder()
                .setSteps(publication.version())
                .setVersion(publication.version())
                .setWeightsSha256(trained.sha256())
                .setFinishedAtMs(System.currentTimeMillis())
                .build());
        listener.finished();
        LOG.info("Finished after {} steps; the model lies in {}", publication.version(), parts.modelTarget());
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
        publication.close();
        initial.close();
    }
}
