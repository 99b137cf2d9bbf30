package io.kafkagrpo.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that nobody but their owner may look into. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /**
     * Makes a folder, and those above it that are missing, for the owner alone; one that is there stays as it is.
     */
    public static void createDirectories(Path folder) {
        try {
            tryToCreate(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be made.", e);
        }
    }

    /** The same, for callers with words of their own about a failure. */
    public static void tryToCreate(Path folder) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
        Files.createDirectories(folder, attributes);
    }
}
