package io.kafkagrpo.learner;

import io.kafkagrpo.model.HostWeights;
import io.kafkagrpo.model.PolicyModel;
import io.kafkagrpo.model.ScoringEngine;
import io.kafkagrpo.model.TokenSequence;
import io.kafkagrpo.model.TrainingEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model of the KL penalty: the initial one, or, with {@code objective.reference-every} N, the published weights of the last
 * step that N divides. So it is a function of the weights' history, and a step that is redone finds the same one.
 */
final class ReferenceModel implements AutoCloseable {
    private static final long WINDOW = 1L << 28;

    private final PolicyModel model;
    private final ScoringEngine engine;
    private final int every;
    private final @Nullable HostWeights weights;

    /**
     * @param initial what it starts as
     * @param every steps after which it becomes the policy; 0: never
     */
    ReferenceModel(PolicyModel model, HostWeights initial, int tokenBudget, int every) {
        this.model = model;
        this.engine = new ScoringEngine(model, tokenBudget);
        this.every = every;
        this.weights = every == 0 ? null : initial.copy();
    }

    /** Log-probabilities of each sequence's completion tokens. */
    float[][] logProbabilities(List<TokenSequence> sequences, double temperature) {
        return engine.logProbabilities(sequences, temperature);
    }

    /** {@code step} is trained: its weights become the reference if it is their turn. */
    void stepped(TrainingEngine policy, long step) {
        if (weights != null && step % every == 0) {
            policy.exportTo(weights);
            model.replace(weights, step);
        }
    }

    /** Keeps a changing reference beside a checkpoint; the file is whole or as it was before. */
    void save(Path checkpoint) {
        if (weights == null) {
            return;
        }
        Path file = beside(checkpoint);
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            MemorySegment bytes = weights.segment();
            for (long at = 0; at < bytes.byteSize(); at += WINDOW) {
                write(channel, window(bytes, at));
            }
            write(channel, ByteBuffer.allocate(Integer.BYTES).putInt(0, weights.crc32c()));
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The reference model can't be written to " + file, e);
        }
    }

    /** Takes up the state, which must have this checksum, and the reference of a checkpoint; if either is damaged, neither, and it throws. */
    void restore(TrainingEngine policy, Path checkpoint, int stateChecksum) {
        if (weights == null) {
            policy.loadState(checkpoint, stateChecksum);
            return;
        }
        try (HostWeights saved = read(beside(checkpoint), weights)) {
            policy.loadState(checkpoint, stateChecksum);
            weights.segment().copyFrom(saved.segment());
        }
        model.replace(weights, 0);
    }

    /** The file that belongs to a checkpoint. */
    static Path beside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".reference");
    }

    private static HostWeights read(Path file, HostWeights like) {
        HostWeights saved = HostWeights.allocate(like.layout());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = saved.segment();
            for (long at = 0; at < bytes.byteSize(); at += WINDOW) {
                read(channel, window(bytes, at), file);
            }
            ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES);
            read(channel, checksum, file);
            if (checksum.getInt(0) != saved.crc32c()) {
                throw new LearnerException(file + " is damaged: its checksum doesn't match");
            }
            return saved;
        } catch (IOException | RuntimeException e) {
            saved.close();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new LearnerException("The reference model in %s can't be read: %s".formatted(file, e));
        }
    }

    private static ByteBuffer window(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(WINDOW, bytes.byteSize() - at)).asByteBuffer();
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void read(FileChannel channel, ByteBuffer bytes, Path file) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new LearnerException(file + " is damaged: it is too short");
            }
        }
    }

    @Override
    public void close() {
        engine.close();
        model.close();
        if (weights != null) {
            weights.close();
        }
    }
}
