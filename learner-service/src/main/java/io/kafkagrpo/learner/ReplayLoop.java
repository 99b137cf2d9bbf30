package io.kafkagrpo.learner;

import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.process.ServiceLoop;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recomputes a run from its initial weights and its log alone, writing nothing: each step again with its recorded
 * groups, compared with the recorded checksums, up to the first that differs.
 */
public final class ReplayLoop implements ServiceLoop.Body {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayLoop.class);

    private final LearnerParts parts;
    private final long toStep;
    private final Recomputation past;
    private final Runnable whenDone;
    private volatile boolean stopping;

    /**
     * @param toStep the last step to recompute
     * @param whenDone called when all of them came out as logged
     */
    public ReplayLoop(LearnerParts parts, long toStep, Runnable whenDone) {
        this(parts, parts::openTrainer, toStep, whenDone);
    }

    /** With a trainer of its own, opened with the initial weights, which it closes. */
    ReplayLoop(LearnerParts parts, Function<HostWeights, Trainer> opener, long toStep, Runnable whenDone) {
        this.parts = parts;
        this.toStep = toStep;
        this.whenDone = whenDone;
        this.past = new Recomputation(parts, opener);
    }

    /** Reads {@code grpo.replay}: {@code all}, or the last step to recompute. */
    public static long lastStep(String text) {
        if (text.equals("all")) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new SettingsException(
                    "The value '%s' of grpo.replay is not a step's number or 'all'.".formatted(text));
        }
    }

    @Override
    public void run() {
        RunNumerics.refuseOtherArithmetic(past.started());
        List<TrainingStep> steps = past.history().steps().stream()
                .filter(step -> step.getStep() <= toStep)
                .toList();
        boolean forked = ForkedState.restoreIfForked(parts, past.trainer(), past.started()) > 0;
        try (StepRedo redo = past.redo()) {
            redo.refuseGone(steps, 1, "the run can't be replayed, for a replay begins with the first step");
            for (TrainingStep logged : steps) {
                if (stopping) {
                    return;
                }
                redo.redo(logged);
                Optional<String> difference = redo.difference(logged);
                if (difference.isPresent()) {
                    throw new RunMismatchException(difference.get());
                }
                LOG.info(
                        "step {} of {}: weights {} and state {} as logged",
                        logged.getStep(),
                        steps.getLast().getStep(),
                        LoggedChecksum.ofWeights(logged).toString(),
                        LoggedChecksum.ofState(logged).toString());
            }
        }
        LOG.info(
                "{} steps recomputed from {} and the log: every checksum is equal.",
                steps.size(),
                forked ? "the state that the run was forked with" : "the initial weights");
        whenDone.run();
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
