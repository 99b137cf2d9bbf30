package io.kafkagrpo.learner.step;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.weights.HostWeights;
import java.nio.file.Path;
import java.util.Map;

/**
 * What trains: the engine with its objective, or a script. A function of its state, the batch and the step's
 * number.
 */
public interface Trainer extends AutoCloseable {
    /** Trains on a batch and returns what was measured. */
    Map<String, Double> train(TrainingBatch batch, long step);

    /** The bf16 weights that stand for the state. */
    void publishInto(HostWeights target);

    /** Of master weights and moments, with what else is carried from step to step. */
    Checksum stateChecksum(Checksum.Kind kind);

    /** The one that is logged. */
    default Checksum stateChecksum() {
        return stateChecksum(Checksum.Kind.SUM);
    }

    /** Writes what a restart goes on from; the file is whole or as it was before. */
    void save(Path checkpoint);

    /**
     * Goes on from a checkpoint of the state with this checksum; a damaged or another one throws, and the state is
     * as before then.
     */
    void restore(Path checkpoint, Checksum stateChecksum);

    @Override
    void close();
}
