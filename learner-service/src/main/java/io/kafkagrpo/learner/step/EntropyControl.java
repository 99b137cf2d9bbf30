package io.kafkagrpo.learner.step;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.WholeFile;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.objective.EntropyBonus;
import io.kafkagrpo.rl.objective.EntropyTarget;
import io.kafkagrpo.rl.objective.ObjectiveSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The coefficient of the entropy bonus. Where it is adapted it is state of the learner, like the moments: in the
 * state's checksum and beside each checkpoint. A learner with a fixed one has nothing of it in either.
 */
final class EntropyControl {
    private static final Pattern CONTENT = Pattern.compile("coefficient (\\S+)\nentropy (\\S+)\n");

    private final ObjectiveSettings objective;
    private EntropyTarget.@Nullable State state;

    /** @param objective with the coefficient that it begins with */
    EntropyControl(ObjectiveSettings objective) {
        EntropyBonus bonus = objective.extras().entropyBonus();
        this.objective = objective;
        this.state = bonus.target() == null ? null : bonus.target().begin(bonus.coefficient());
    }

    /** The objective with the coefficient that is in force in the next step. */
    ObjectiveSettings objective() {
        EntropyTarget target = objective.extras().entropyBonus().target();
        return target == null || state == null
                ? objective
                : objective.with(objective.extras().entropyBonus().withCoefficient(target.inForce(state)));
    }

    /**
     * A step is made, whose first pass measured this; of a step without counted tokens there is nothing to learn.
     */
    void stepped(RunningStatistics entropy) {
        EntropyTarget target = objective.extras().entropyBonus().target();
        if (target != null && state != null && entropy.count() > 0) {
            state = target.after(state, entropy.mean());
        }
    }

    /** The whole state's checksum, of the engine's. */
    Checksum checksum(Checksum ofEngine) {
        return joined(ofEngine, state);
    }

    /** Keeps an adapted coefficient beside a checkpoint; the file is whole or as it was before. */
    void save(Path checkpoint) {
        if (state != null) {
            ByteBuffer text = StandardCharsets.UTF_8.encode(
                    "coefficient %s\nentropy %s\n".formatted(state.coefficient(), state.entropy()));
            WholeFile.write(beside(checkpoint), "entropy coefficient", channel -> WholeFile.append(channel, text));
        }
    }

    /**
     * What lies beside a checkpoint. A checkpoint of a learner with a fixed coefficient has nothing; a fork that
     * adapts one begins from there with its own.
     */
    Saved read(Path checkpoint) {
        Path file = beside(checkpoint);
        if (!Files.exists(file)) {
            return new Saved(null);
        }
        try {
            Matcher content = CONTENT.matcher(Files.readString(file));
            if (content.matches()) {
                return new Saved(new EntropyTarget.State(
                        Double.parseDouble(content.group(1)), Double.parseDouble(content.group(2))));
            }
            throw new ModelFormatException(file + " is not an entropy coefficient's state.");
        } catch (NumberFormatException e) {
            throw new ModelFormatException(file + " is damaged: what it holds are no numbers.");
        } catch (IOException e) {
            throw new UncheckedIOException("The entropy coefficient in " + file + " can't be read.", e);
        }
    }

    /** Goes on from what was read; a fixed coefficient stays as it is configured. */
    void restore(Saved saved) {
        if (state != null && saved.state() != null) {
            state = saved.state();
        }
    }

    /** What lay beside a checkpoint; null where nothing did. */
    record Saved(EntropyTarget.@Nullable State state) {
        /** The engine's part of a checksum that holds both. */
        Checksum checksumOfEngine(Checksum whole) {
            return joined(whole, state);
        }
    }

    private static Checksum joined(Checksum other, EntropyTarget.@Nullable State state) {
        if (state == null) {
            return other;
        }
        ByteBuffer numbers = ByteBuffer.allocate(2 * Double.BYTES)
                .putDouble(state.coefficient())
                .putDouble(state.entropy())
                .flip();
        return other.joined(
                switch (other.kind()) {
                    case CRC32C -> {
                        CRC32C checksum = new CRC32C();
                        checksum.update(numbers);
                        yield Checksum.crc32c((int) checksum.getValue());
                    }
                    case SUM -> {
                        long sum = 0;
                        for (int place = 0; numbers.hasRemaining(); place++) {
                            sum += MixSum.of(place, numbers.getInt());
                        }
                        yield Checksum.sum(sum);
                    }
                });
    }

    /** The file that belongs to a checkpoint. */
    static Path beside(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".entropy");
    }
}
