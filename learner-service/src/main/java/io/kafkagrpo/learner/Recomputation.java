package io.kafkagrpo.learner;

import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.RunStarted;
import java.util.function.Function;

/** A run of the past, with a trainer at its initial weights, so that its logged steps can be made again. */
final class Recomputation implements AutoCloseable {
    private final LearnerParts parts;
    private final RunHistory history;
    private final RunStarted started;
    private final HostWeights initial;
    private final HostWeights scratch;
    private final Trainer trainer;

    /**
     * Reads the run's history and opens the trainer.
     *
     * @throws RunMismatchException if the run has not begun
     */
    Recomputation(LearnerParts parts, Function<HostWeights, Trainer> opener) {
        this.parts = parts;
        this.history = RunHistory.read(parts.clients(), parts.topics());
        this.started = history.started()
                .orElseThrow(
                        () -> new RunMismatchException("The run has not begun; there are no steps to be made again."));
        this.initial = InitialWeights.find(parts, started);
        this.scratch = initial.copy();
        this.trainer = opener.apply(initial);
    }

    RunHistory history() {
        return history;
    }

    RunStarted started() {
        return started;
    }

    /** The weights that the run, or the first of those that it was forked from, began with. */
    HostWeights initial() {
        return initial;
    }

    Trainer trainer() {
        return trainer;
    }

    /** Makes steps again, from where the trainer is. */
    StepRedo redo() {
        return new StepRedo(parts, trainer, started, scratch);
    }

    @Override
    public void close() {
        trainer.close();
        initial.close();
        scratch.close();
    }
}
