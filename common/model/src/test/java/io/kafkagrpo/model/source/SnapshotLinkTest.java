package io.kafkagrpo.model.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotLinkTest {
    @TempDir
    private Path folder;

    @Test
    void aSnapshotsFileIsALinkToItsBlob() throws IOException {
        // Given a snapshot whose link leads to a blob that is gone
        Path file = snapshotFile(folder);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of("gone"));
        // When
        SnapshotLink.make(file, blob(folder));
        // Then
        assertThat(file).isSymbolicLink().hasContent("weights");
        assertThat(Files.readSymbolicLink(file)).isRelative();
    }

    @Test
    void whereNoLinkCanBeMadeItIsAWholeCopy() throws IOException {
        // Given a file system without links
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("no-links.zip"), Map.of("create", "true"))) {
            Path root = zip.getPath("/");
            Path file = snapshotFile(root);
            // When
            SnapshotLink.make(file, blob(root));
            // Then
            assertThat(Files.readString(file)).isEqualTo("weights");
            try (Stream<Path> beside = Files.list(file.getParent())) {
                assertThat(beside).containsExactly(file);
            }
        }
    }

    @Test
    void whereNeitherCanBeMadeBothReasonsAreTold() throws IOException {
        // Given a file system without links, and a blob that isn't there
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("no-links.zip"), Map.of("create", "true"))) {
            Path root = zip.getPath("/");
            Path file = snapshotFile(root);
            // Then
            assertThatThrownBy(() -> SnapshotLink.make(file, root.resolve("blobs/none")))
                    .isInstanceOf(IOException.class)
                    .satisfies(failure -> assertThat(failure.getSuppressed())
                            .hasOnlyElementsOfType(UnsupportedOperationException.class)
                            .hasSize(1));
            assertThat(file).doesNotExist();
        }
    }

    private static Path snapshotFile(Path root) {
        return root.resolve("snapshots").resolve("abc").resolve("data").resolve("model.safetensors");
    }

    private static Path blob(Path root) throws IOException {
        Path blobs = Files.createDirectories(root.resolve("blobs"));
        return Files.writeString(blobs.resolve("etag"), "weights");
    }
}
