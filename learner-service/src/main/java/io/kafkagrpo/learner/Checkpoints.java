package io.kafkagrpo.learner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the optimizer's state, so that a restart need not redo the whole run. They are a convenience: the log alone
 * determines the state, and a damaged checkpoint costs only time.
 */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Pattern NAME = Pattern.compile("step-(\\d{8})\\.state");

    private final Path directory;
    private final int kept;

    Checkpoints(Path directory, int kept) {
        this.directory = directory;
        this.kept = kept;
    }

    /** Writes the state after {@code step} (aside, then renamed) and removes the oldest. */
    void save(StepTrainer trainer, long step) {
        try {
            Files.createDirectories(directory);
            trainer.save(directory.resolve("step-%08d.state".formatted(step)));
            List<Path> newestFirst = newestFirst();
            for (Path old : newestFirst.subList(Math.min(kept, newestFirst.size()), newestFirst.size())) {
                Files.delete(old);
                Files.deleteIfExists(ReferenceModel.beside(old));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A checkpoint could not be written to " + directory, e);
        }
    }

    /**
     * Loads the newest readable checkpoint of at most {@code step}.
     *
     * @return the step it was made after, or 0 if there is none and the trainer stays as it is
     */
    long restore(StepTrainer trainer, long step) {
        for (Path file : newestFirst()) {
            long made = stepOf(file);
            if (made > step) {
                // From a step whose transaction never committed.
                LOG.warn(
                        "Checkpoint {} is of step {}, but the log ends with step {}; it is left out", file, made, step);
                continue;
            }
            try {
                trainer.restore(file);
                return made;
            } catch (RuntimeException e) {
                LOG.warn("Checkpoint {} is damaged ({}); trying the one before", file, e.getMessage());
            }
        }
        return 0;
    }

    private List<Path> newestFirst() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted(Comparator.comparingLong(Checkpoints::stepOf).reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long stepOf(Path file) {
        Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file + " is not a checkpoint.");
        }
        return Long.parseLong(matcher.group(1));
    }
}
