package io.kafkagrpo.learner;

import io.kafkagrpo.learner.intake.PromptFeeder;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.RunMismatchException;
import io.kafkagrpo.record.ForkFolder;
import io.kafkagrpo.record.ForkedFrom;
import io.kafkagrpo.record.PastProblems;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.settings.DataKeys;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state that a fork begins with, in place of version 0: its parent's after a step. */
final class ForkedState {
    private static final Logger LOG = LoggerFactory.getLogger(ForkedState.class);

    private ForkedState() {}

    /**
     * Brings a trainer that was opened with the initial weights to where the run began, if that is another run's
     * state.
     *
     * @return the step after which that is; 0 for a run that began with the initial weights
     * @throws BrokenLogException if the run-dir lacks the state, or has another one
     */
    static long restoreIfForked(LearnerParts parts, Trainer trainer, RunStarted started) {
        if (!started.hasForkedFrom()) {
            return 0;
        }
        restore(parts, trainer, started.getForkedFrom());
        return started.getForkedFrom().getStep();
    }

    /**
     * Brings a trainer that was opened with the parent's initial weights to the state after the parent's step.
     *
     * @throws BrokenLogException if the run-dir lacks the state, or has another one
     */
    static void restore(LearnerParts parts, Trainer trainer, ForkedFrom parent) {
        ForkFolder folder = parts.fork();
        if (!folder.exists()) {
            throw new BrokenLogException(
                    "This run was forked from '%s' after step %d, but the state it began with is not in %s; bring that folder back from a copy, or fork the parent anew."
                            .formatted(parent.getRunId(), parent.getStep(), folder.path()));
        }
        try {
            trainer.restore(folder.state(), LoggedChecksum.ofState(parent));
        } catch (ModelFormatException | UncheckedIOException e) {
            throw new BrokenLogException(
                    "The state that this run was forked with can't be used (%s): %s; bring it back from a copy, or fork the parent anew."
                            .formatted(folder.state(), e.getMessage()),
                    e);
        }
        LOG.info("The state is that of '{}' after step {}", parent.getRunId(), parent.getStep());
    }

    /**
     * The prompts of groups that were in flight in the parent, to be answered by its version. With a curriculum
     * they ask what the parent asked; where the fork has other data, or the parent no curriculum, what the seeded
     * order has there.
     */
    static List<PromptGroup> admittedAnew(LearnerParts parts, ForkedFrom parent) {
        PromptFeeder feeder = parts.feeder();
        List<Long> positions = parent.getAdmittedAnewList();
        if (!DataKeys.hasCurriculum(parts.settings())) {
            return positions.stream()
                    .flatMap(position -> feeder.train(position, 1, parent.getStep()).stream())
                    .toList();
        }
        PastProblems past = parent.getPastProblems();
        boolean known = past.getTrainingDataHash().equals(feeder.trainingDataHash());
        LOG.info(
                known
                        ? "The curriculum goes on from the pass rates of '{}'"
                        : "The curriculum begins anew: '{}' had none, or other training data",
                parent.getRunId());
        return IntStream.range(0, positions.size())
                .mapToObj(i -> feeder.asking(
                        positions.get(i),
                        known ? past.getAdmittedAnew(i) : feeder.problemAt(positions.get(i)),
                        parent.getStep()))
                .toList();
    }

    /** @throws RunMismatchException if the run-dir is that of another fork than the log's, or of none */
    static void refuseOther(LearnerParts parts, RunStarted started) {
        ForkFolder folder = parts.fork();
        if (folder.exists() && !folder.origin().equals(started.getForkedFrom())) {
            throw new RunMismatchException(
                    "The run '%s' in Kafka is not the fork whose beginning lies in %s; give each run a name and a run-dir of its own."
                            .formatted(started.getRunId(), folder.path()));
        }
    }
}
