package io.kafkagrpo.learner;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.learner.step.TrainingBatch;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Trains without an engine: its state is one number, a function of the batches it saw, and stands in the first
 * weight.
 */
class ScriptedTrainer implements Trainer {
    private int state = 1;

    /** Ignores the initial weights, for the run's model is always the same. */
    static ScriptedTrainer open(HostWeights initial) {
        return new ScriptedTrainer();
    }

    @Override
    public Map<String, Double> train(TrainingBatch batch, long step) {
        state = (int) (31L * state + 7 * step + batch.completionTokens());
        return Map.of("state", (double) state);
    }

    @Override
    public void publishInto(HostWeights target) {
        target.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) (state & 0x3fff));
    }

    @Override
    public Checksum stateChecksum(Checksum.Kind kind) {
        return new Checksum(kind, Integer.toUnsignedLong(state));
    }

    @Override
    public void save(Path checkpoint) {
        try {
            Files.writeString(checkpoint, Integer.toString(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void restore(Path checkpoint, Checksum stateChecksum) {
        try {
            int saved = Integer.parseInt(Files.readString(checkpoint));
            if (saved != (int) stateChecksum.value()) {
                throw new IllegalStateException("another state");
            }
            state = saved;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // nothing to free
    }
}
