package io.kafkagrpo.process;

import io.kafkagrpo.settings.RunSettings;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which run a folder belongs to, and with which configuration it was begun, as a file in the folder says. Without
 * it a run that was given another's folder, volume or claim would write its model over the other's. A folder
 * without the file belongs to nobody yet: those that are older than it have none.
 */
public final class FolderClaim {
    private static final String RUN = "run";
    private static final String CONFIGURATION = "configuration.";

    private FolderClaim() {}

    /** @throws RunMismatchException if the folder belongs to a run of another name */
    public static void refuseOther(RunFolder folder, String run) {
        other(folder, read(folder), run).ifPresent(sentence -> {
            throw new RunMismatchException(sentence);
        });
    }

    /**
     * Why a run may not go on in a folder, in one sentence: the folder is another run's, or this one was begun with
     * another configuration, of which the first key that differs is named. Empty where it may.
     */
    public static Optional<String> difference(RunFolder folder, String run, RunSettings settings) {
        SortedMap<String, String> claim = read(folder);
        SortedMap<String, String> begun = new TreeMap<>();
        claim.forEach((key, value) -> {
            if (key.startsWith(CONFIGURATION)) {
                begun.put(key.substring(CONFIGURATION.length()), value);
            }
        });
        return other(folder, claim, run)
                .or(() -> begun.isEmpty() ? Optional.empty() : RunMismatch.between(begun, settings.shared()));
    }

    private static Optional<String> other(RunFolder folder, SortedMap<String, String> claim, String run) {
        return Optional.ofNullable(claim.get(RUN))
                .filter(owner -> !owner.equals(run))
                .map(owner ->
                        "The folder %s belongs to the run '%s', but this is the run '%s'; give each run a folder of its own (another run-dir, volume or claim)."
                                .formatted(folder.path(), owner, run));
    }

    /** Writes the file, for a run that has begun or goes on. */
    public static void make(RunFolder folder, String run, RunSettings settings) {
        Properties claim = new Properties();
        claim.setProperty(RUN, run);
        settings.shared().forEach((key, value) -> claim.setProperty(CONFIGURATION + key, value));
        Path file = folder.claim();
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            OwnerOnly.tryToCreate(folder.path());
            Files.writeString(draft, written(claim));
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written.", e);
        }
    }

    /** Sorted, and without the date that Java puts into such files. */
    private static String written(Properties claim) throws IOException {
        StringWriter text = new StringWriter();
        claim.store(text, null);
        return text.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static SortedMap<String, String> read(RunFolder folder) {
        Properties claim = new Properties();
        try {
            claim.load(new StringReader(Files.readString(folder.claim())));
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.claim() + ", which says whose the folder is, can't be read", e);
        } catch (IllegalArgumentException _) {
            throw new RunMismatchException(
                    "The file %s, which says whose the folder is, is damaged; where you know that the folder is this run's, delete the file, and it is written again."
                            .formatted(folder.claim()));
        }
        SortedMap<String, String> texts = new TreeMap<>();
        claim.stringPropertyNames().forEach(name -> texts.put(name, claim.getProperty(name)));
        return texts;
    }
}
