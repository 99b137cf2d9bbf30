package io.kafkagrpo.model.source;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A snapshot's name for a blob, as the hub's own tools make it. */
final class SnapshotLink {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLink.class);

    private SnapshotLink() {}

    /**
     * Links the file to the blob. Where links can't be made, it becomes a copy, which is whole or not there, and
     * the log says why; where no copy can be made either, both reasons are told.
     */
    static void make(Path snapshotFile, Path blob) throws IOException {
        // a data set's files lie in folders
        Path folder = Files.createDirectories(snapshotFile.resolveSibling("."));
        Files.deleteIfExists(snapshotFile); // the link is there, but its blob is gone
        try {
            Files.createSymbolicLink(snapshotFile, folder.normalize().relativize(blob));
        } catch (UnsupportedOperationException | FileSystemException noLink) {
            LOG.warn(
                    "No link can be made at {} ({}), so the file itself is copied there and takes its room twice",
                    snapshotFile,
                    noLink.toString());
            copy(blob, snapshotFile, noLink);
        }
    }

    private static void copy(Path blob, Path target, Exception noLink) throws IOException {
        Path partial = target.resolveSibling(target.getFileName() + ".incomplete");
        try {
            Files.copy(blob, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            e.addSuppressed(noLink);
            throw e;
        }
    }
}
