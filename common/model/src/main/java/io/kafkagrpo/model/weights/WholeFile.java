package io.kafkagrpo.model.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file that is whole or as it was before, wherever the process is killed. */
public final class WholeFile {
    private WholeFile() {}

    /** Writes what the file is to hold. */
    @FunctionalInterface
    public interface Content {
        void into(FileChannel channel) throws IOException;
    }

    /**
     * Writes aside, forces to disk and renames.
     *
     * @param what the file holds, for the sentence of an error
     * @throws UncheckedIOException naming both
     */
    public static void write(Path file, String what, Content content) {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.into(channel);
            channel.force(true);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The %s can't be written to %s.".formatted(what, file), e);
        }
    }

    /** All of the bytes that remain, however many a call takes. */
    public static void append(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
