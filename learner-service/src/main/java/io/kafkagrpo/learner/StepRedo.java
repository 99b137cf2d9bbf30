package io.kafkagrpo.learner;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.intake.GroupLookup;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.Numerics;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.retention.KeptGroups;
import java.util.List;
import java.util.Optional;

/** Does a logged training step again, from its recorded groups, and holds the result to the recorded checksums. */
final class StepRedo implements AutoCloseable {
    private final LearnerParts parts;
    private final Trainer trainer;
    private final RunStarted started;
    private final GroupLookup lookup;
    private final HostWeights recomputed;

    /** @param scratch takes the recomputed bf16 weights; stays the caller's */
    StepRedo(LearnerParts parts, Trainer trainer, RunStarted started, HostWeights scratch) {
        this.parts = parts;
        this.trainer = trainer;
        this.started = started;
        this.lookup = new GroupLookup(parts.clients(), parts.topics());
        this.recomputed = scratch;
    }

    /**
     * Before anything is trained: whether the groups of all steps from {@code first} on are there.
     *
     * @param logged all steps that will be made again
     * @param consequence ends the sentence "The groups … are gone …, so"
     * @throws BrokenLogException if they aren't
     */
    void refuseGone(List<TrainingStep> logged, long first, String consequence) {
        try (PartitionReader reader = new PartitionReader(parts.clients())) {
            KeptGroups.of(reader, parts.topics(), started, logged)
                    .objection(first, consequence)
                    .ifPresent(sentence -> {
                        throw new BrokenLogException(sentence);
                    });
        }
    }

    /** Trains the step that follows the trainer's state. */
    void redo(TrainingStep logged) {
        trainer.train(parts.batch(lookup.read(logged.getUsedList()), logged.getVersionIn()), logged.getStep());
    }

    /**
     * How the trainer's state differs from what the log says of this step, in one sentence; empty where
     * it does not.
     */
    Optional<String> difference(TrainingStep logged) {
        trainer.publishInto(recomputed);
        Checksum loggedWeights = LoggedChecksum.ofWeights(logged);
        Checksum loggedState = LoggedChecksum.ofState(logged);
        Checksum weights = recomputed.checksum(loggedWeights.kind());
        Checksum state = trainer.stateChecksum(loggedState.kind());
        if (weights.equals(loggedWeights) && state.equals(loggedState)) {
            return Optional.empty();
        }
        String difference = "Step %d recomputed has weights %s and state %s, but the log says %s and %s"
                .formatted(logged.getStep(), weights, state, loggedWeights, loggedState);
        return Optional.of(difference + because());
    }

    /**
     * On the same CPU numerics a difference has only one explanation; elsewhere the arithmetic itself may differ.
     */
    private String because() {
        Numerics recorded = RunNumerics.of(started);
        if (!recorded.equals(parts.numerics())) {
            return ", and this machine computes otherwise (%s) than the run began with (%s); use the same threads, devices and libtorch."
                    .formatted(RunNumerics.inWords(parts.numerics()), RunNumerics.inWords(recorded));
        }
        boolean onGpu = recorded.getDevicesList().stream().anyMatch(device -> !device.startsWith("cpu"));
        return onGpu
                ? "; sums on a GPU may come out otherwise in another order."
                : "; the initial model, the run-dir or the log was changed, or another version of this program wrote it.";
    }

    @Override
    public void close() {
        lookup.close();
    }
}
