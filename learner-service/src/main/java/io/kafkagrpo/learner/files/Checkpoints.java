package io.kafkagrpo.learner.files;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.learner.step.Trainer;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the optimizer's state, so that a restart need not redo the whole run. They are a convenience: the
 * log alone determines the state, and a checkpoint that is damaged, or of a step that the log knows otherwise,
 * costs only time.
 */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    /** A checkpoint, what lies beside it, and what is left of either when the learner dies while it writes. */
    private static final Pattern NAME =
            Pattern.compile("step-(\\d{8})\\.state(\\.reference|\\.reference-mix|\\.entropy)?(\\.tmp)?");

    private final Path directory;
    private final int kept;

    public Checkpoints(Path directory, int kept) {
        this.directory = directory;
        this.kept = kept;
    }

    /** Writes the state after {@code step} (aside, then renamed) and removes all but the newest up to it. */
    public void save(Trainer trainer, long step) {
        try {
            Files.createDirectories(directory);
            trainer.save(directory.resolve("step-%08d.state".formatted(step)));
            List<Long> keep = whole().map(Checkpoints::stepOf)
                    .filter(made -> made <= step) // A later one belongs to steps that the log no longer has.
                    .limit(kept)
                    .toList();
            delete(file -> !keep.contains(stepOf(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("A checkpoint could not be written to " + directory, e);
        }
    }

    /**
     * Loads the newest checkpoint that is whole and holds the state that the log says of its step.
     *
     * @param steps all that the log holds
     * @return the step it was made after, or 0 if there is none and the trainer stays as it is
     */
    public long restore(Trainer trainer, List<TrainingStep> steps) {
        try {
            delete(file -> file.toString().endsWith(".tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException("What was left of a checkpoint can't be removed from " + directory, e);
        }
        return restoreUpTo(trainer, steps, Long.MAX_VALUE);
    }

    /**
     * Loads the newest such checkpoint up to a step, and changes nothing in the folder: the run may be at work in
     * it.
     *
     * @return the step it was made after, or 0 if there is none
     */
    public long restoreUpTo(Trainer trainer, List<TrainingStep> steps, long last) {
        Map<Long, Checksum> checksums = checksums(steps);
        try {
            for (Path file : whole().toList()) {
                long made = stepOf(file);
                Checksum checksum = checksums.get(made);
                if (made > last) {
                    continue;
                }
                if (checksum == null) {
                    LOG.warn("Checkpoint {} is left out: the log has no step {}", file, made);
                } else if (isRestored(trainer, file, checksum)) {
                    return made;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("The checkpoints in %s can't be read".formatted(directory), e);
        }
    }

    private static Map<Long, Checksum> checksums(List<TrainingStep> steps) {
        Map<Long, Checksum> checksums = new HashMap<>();
        steps.forEach(logged -> checksums.put(logged.getStep(), LoggedChecksum.ofState(logged)));
        return checksums;
    }

    private static boolean isRestored(Trainer trainer, Path file, Checksum checksum) {
        try {
            trainer.restore(file, checksum);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("Checkpoint {} can't be used ({}); trying the one before", file, e.getMessage());
            return false;
        }
    }

    /** The checkpoints themselves, newest first. */
    private Stream<Path> whole() throws IOException {
        return files().stream()
                .filter(file -> file.toString().endsWith(".state"))
                .sorted(Comparator.comparingLong(Checkpoints::stepOf).reversed());
    }

    private void delete(Predicate<Path> unwanted) throws IOException {
        for (Path file : files()) {
            if (unwanted.test(file)) {
                Files.delete(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> NAME.matcher(nameOf(file)).matches()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long stepOf(Path file) {
        Matcher matcher = NAME.matcher(nameOf(file));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + " is not a checkpoint.");
        }
        return Long.parseLong(matcher.group(1));
    }
}
