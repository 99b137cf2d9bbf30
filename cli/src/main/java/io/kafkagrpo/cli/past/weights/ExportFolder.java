package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.launch.FileTree;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that an exported model goes to. Its files are made in a folder inside, and moved out of it when they are
 * whole and compared, the weights last; so however an export ends, what has no weights yet is no model. Inside and
 * not beside, for the target may be a volume of its own.
 */
final class ExportFolder implements AutoCloseable {
    /** What holds the weights; without it nothing takes the folder for a model. */
    private static final String LAST = "model.safetensors";

    private static final String ASIDE = ".export-in-progress";

    private final Path target;
    private final boolean isOurs;
    private boolean isFinished;

    private ExportFolder(Path target, boolean isOurs) {
        this.target = target;
        this.isOurs = isOurs;
    }

    /** @throws CommandFailure if something is there that no interrupted export has left */
    static void requireFree(Path target) {
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --to is a file, but must be a folder that is new or empty.".formatted(target));
        }
        List<Path> there = entries(target);
        if (!there.isEmpty() && !there.equals(List.of(target.resolve(ASIDE)))) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value '%s' of --to is a folder that is not empty (it holds %s); name a new one, or empty it."
                            .formatted(target, there.getFirst().getFileName()));
        }
    }

    private static List<Path> entries(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s can't be read".formatted(folder), e);
        }
    }

    /** Makes the folder, or takes over what an interrupted export has left. */
    static ExportFolder open(Path target) {
        requireFree(target);
        ExportFolder folder = new ExportFolder(target, !Files.exists(target));
        FileTree.delete(folder.aside());
        try {
            Files.createDirectories(folder.aside());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder %s can't be made".formatted(folder.aside()), e);
        }
        return folder;
    }

    /** Where the files are made. */
    Path aside() {
        return target.resolve(ASIDE);
    }

    /** All files are whole: from here on the folder holds a model. */
    void finish() {
        try {
            for (Path file : entries(aside())) {
                if (!file.endsWith(LAST)) {
                    move(file);
                }
            }
            move(aside().resolve(LAST));
            Files.delete(aside());
        } catch (IOException e) {
            throw new UncheckedIOException("The model can't be moved into %s".formatted(target), e);
        }
        isFinished = true;
    }

    private void move(Path file) throws IOException {
        Files.move(file, target.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What has not been finished is taken away, and with it the folder if it was new. */
    @Override
    public void close() {
        if (isFinished) {
            return;
        }
        FileTree.delete(aside());
        if (isOurs && entries(target).isEmpty()) {
            FileTree.delete(target);
        }
    }
}
