package io.kafkagrpo.learner;

import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.log.StepLog;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first phase: the run is begun, or taken up where its log ends. */
final class StartPhase {
    private static final Logger LOG = LoggerFactory.getLogger(StartPhase.class);

    private final LearnerParts parts;
    private final StepLog log;
    private final HostWeights initial;
    private final Trainer trainer;
    private final Publication publication;
    private boolean begun;

    /** @param trainer opened with the initial weights */
    StartPhase(LearnerParts parts, StepLog log, HostWeights initial, Trainer trainer, Publication publication) {
        this.parts = parts;
        this.log = log;
        this.initial = initial;
        this.trainer = trainer;
        this.publication = publication;
    }

    /** What the log says, after the run's beginning was written if there was none. */
    RunHistory history() {
        RunHistory history = RunHistory.read(parts.clients(), parts.topics());
        history.refuseCutOff(parts.topics());
        if (history.started().isEmpty()) {
            history = begin();
        } else {
            refuseAnotherRun(history, history.started().get());
            ForkedState.refuseOther(parts, history.started().get());
            log.bear(history.header());
        }
        parts.claimFolder();
        return history;
    }

    private RunHistory begin() {
        LOG.info("A new run: {} steps of {} groups", parts.steps(), parts.groupsPerStep());
        RunHeader header = RunHeader.begin(parts.topics());
        RunStarted.Builder started = parts.runStarted(initial).toBuilder().setRunHeader(header.run());
        List<PromptGroup> prompts = new ArrayList<>();
        List<ScoredGroup> past = List.of();
        ForkFolder fork = parts.fork();
        if (fork.isHalfMade()) {
            throw new BrokenLogException(
                    "The fork in %s was not made to its end; remove the folder and run ./grpo fork again."
                            .formatted(parts.runDirectory()));
        }
        if (fork.exists()) {
            ForkedFrom parent = fork.origin();
            ForkedState.restore(parts, trainer, parent);
            publication.restored(trainer, parent.getStep());
            started.setForkedFrom(parent);
            prompts.addAll(ForkedState.admittedAnew(parts, parent));
            past = fork.past();
        }
        prompts.addAll(0, parts.feeder().evaluate(publication.version()));
        // The weights in the log may be cleaned away one day; a replay needs the first ones for ever.
        ModelWriter.save(parts.initialModelTarget(), parts.modelDirectory(), initial);
        log.bear(header);
        begun = true;
        log.bootstrap(started.build(), publication.whole(), prompts, past);
        return RunHistory.read(parts.clients(), parts.topics());
    }

    private void refuseAnotherRun(RunHistory history, RunStarted started) {
        RunStarted own = parts.runStarted(initial);
        Optional<String> mismatch = history.finished()
                .flatMap(_ -> RunMismatch.ofFinished(
                        started.getConfigurationMap(), own.getConfigurationMap(), parts.runDirectory()))
                .or(() -> RunMismatch.between(started.getConfigurationMap(), own.getConfigurationMap()))
                .or(() -> RunIdentity.difference(started, own, parts.settings(), parts.modelDirectory()));
        if (mismatch.isPresent()) {
            throw new RunMismatchException(mismatch.get());
        }
    }

    /**
     * Brings the trainer to the log's last step: the newest checkpoint, then the logged steps after it with their
     * recorded batches. Then generators are given its weights once more, whole.
     *
     * @throws OtherArithmeticException where the run was begun with another arithmetic of the engine
     */
    void restore(RunHistory history) {
        RunStarted started = history.started().orElseThrow();
        RunNumerics.refuseOtherArithmetic(started);
        if (begun) {
            return;
        }
        if (history.lastStep() > 0) {
            redoAfterCheckpoint(history, started);
        }
        log.publish(publication.whole());
    }

    private void redoAfterCheckpoint(RunHistory history, RunStarted started) {
        long last = history.lastStep();
        long restored = parts.checkpoints().restore(trainer, history.steps());
        if (restored == 0) {
            restored = ForkedState.restoreIfForked(parts, trainer, started);
        }
        LOG.info("Restored step {}; the log ends with step {}", restored, last);
        try (StepRedo redo = new StepRedo(parts, trainer, started, publication.scratch())) {
            redo.refuseGone(history.steps(), restored + 1, cantGoOn(restored));
            for (TrainingStep logged : history.steps()) {
                if (logged.getStep() > restored) {
                    redo.redo(logged);
                    refuseDifference(redo, logged);
                }
            }
            if (!history.steps().isEmpty()) {
                refuseDifference(redo, history.steps().getLast());
            }
        }
        publication.restored(trainer, last);
    }

    private String cantGoOn(long restored) {
        return restored == 0
                ? "the steps can't be made again and the run can't go on; there is no checkpoint that a fork could begin with"
                : "the steps after the checkpoint of step %d can't be made again and the run can't go on; a fork can: ./grpo fork %s --step %d --into NAME"
                        .formatted(restored, parts.runDirectory(), restored);
    }

    private static void refuseDifference(StepRedo redo, TrainingStep logged) {
        redo.difference(logged).ifPresent(difference -> {
            throw new RunMismatchException(difference);
        });
        LOG.info("Step {} is as the log says", logged.getStep());
    }
}
