package io.kafkagrpo.learner;

import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.settings.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the state of a run after one of its steps again, for a fork to begin with: the newest checkpoint up to that
 * step, then the logged steps after it with their recorded groups. Writes nothing into Kafka and nothing into the
 * run's folder.
 */
public final class PastState implements ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(PastState.class);

    private final LearnerParts parts;
    private final long step;
    private final RunFolder fork;
    private final Recomputation past;
    private final Runnable whenDone;
    private volatile boolean stopping;

    /**
     * @param parts of the run
     * @param step after which its state is wanted
     * @param fork takes the state, and the model that the run began with
     * @param whenDone called when both are there
     */
    public PastState(LearnerParts parts, long step, Path fork, Runnable whenDone) {
        this(parts, parts::openTrainer, step, fork, whenDone);
    }

    /** With a trainer of its own, opened with the initial weights, which it closes. */
    PastState(LearnerParts parts, Function<HostWeights, Trainer> opener, long step, Path fork, Runnable whenDone) {
        this.parts = parts;
        this.step = step;
        this.fork = new RunFolder(fork);
        this.whenDone = whenDone;
        this.past = new Recomputation(parts, opener);
    }

    /** Reads {@code grpo.fork-step}. */
    public static long step(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SettingsException("The value '%s' of grpo.fork-step is not a step's number.".formatted(text));
        }
    }

    @Override
    public void run() {
        List<TrainingStep> steps = past.history().steps();
        TrainingStep last = steps.stream()
                .filter(logged -> logged.getStep() == step)
                .findFirst()
                .orElseThrow(() -> new RunMismatchException("The log of the run '%s' has no step %d."
                        .formatted(parts.topics().run(), step)));
        long began = System.nanoTime();
        long restored = parts.checkpoints().restoreUpTo(past.trainer(), steps, step);
        if (restored == 0) {
            restored = ForkedState.restoreIfForked(parts, past.trainer(), past.started());
        }
        LOG.info(
                restored == 0
                        ? "no checkpoint up to step {}; the steps are made again from the initial model"
                        : "step {} is restored; the steps after it are made again up to {}",
                restored == 0 ? step : restored,
                step);
        try (StepRedo redo = past.redo()) {
            redo.refuseGone(
                    steps.stream().filter(logged -> logged.getStep() <= step).toList(),
                    restored + 1,
                    "the state after step %d can't be made again %s"
                            .formatted(
                                    step,
                                    restored == 0
                                            ? "without a checkpoint up to it"
                                            : "from the checkpoint of step %d; a fork at that step can begin"
                                                    .formatted(restored)));
            redo(redo, restored);
            if (stopping) {
                return;
            }
            redo.difference(last).ifPresent(difference -> {
                throw new RunMismatchException(difference);
            });
        }
        LOG.info(
                "the state after step {} is as logged: weights {} and state {}; made in {} s",
                step,
                LoggedChecksum.ofWeights(last).toString(),
                LoggedChecksum.ofState(last).toString(),
                "%.1f".formatted((System.nanoTime() - began) / 1e9));
        keep();
        whenDone.run();
    }

    private void redo(StepRedo redo, long restored) {
        List<TrainingStep> steps = past.history().steps().stream()
                .filter(logged -> logged.getStep() > restored && logged.getStep() <= step)
                .toList();
        if (!steps.isEmpty()) {
            RunNumerics.refuseOtherArithmetic(past.started());
        }
        for (TrainingStep logged : steps) {
            if (stopping) {
                return;
            }
            long began = System.nanoTime();
            redo.redo(logged);
            LOG.info(
                    "step {} of {} made again in {} s",
                    logged.getStep(),
                    step,
                    "%.1f".formatted((System.nanoTime() - began) / 1e9));
        }
    }

    private void keep() {
        ForkFolder folder = new ForkFolder(fork.fork());
        try {
            Files.createDirectories(folder.path());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s can't be made".formatted(folder.path()), e);
        }
        ModelWriter.save(fork.initialModel(), parts.modelDirectory(), past.initial());
        past.trainer().save(folder.state());
    }

    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void close() {
        past.close();
    }
}
