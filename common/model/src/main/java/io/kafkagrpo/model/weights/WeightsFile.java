package io.kafkagrpo.model.weights;

import io.kafkagrpo.model.ModelFormatException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Published weights in a file of the learner's own: bf16 values in layout order, then their CRC-32C (big-endian).
 */
public final class WeightsFile {
    private static final long WINDOW = 1L << 28;

    private WeightsFile() {}

    /** The file is whole or as it was before. */
    public static void write(Path file, HostWeights weights) {
        WholeFile.write(file, "weights", channel -> {
            MemorySegment bytes = weights.segment();
            for (long at = 0; at < bytes.byteSize(); at += WINDOW) {
                WholeFile.append(channel, window(bytes, at));
            }
            WholeFile.append(channel, ByteBuffer.allocate(Integer.BYTES).putInt(0, weights.crc32c()));
        });
    }

    /**
     * Reads weights of this layout; {@link ModelFormatException} where the file is missing, too short or damaged.
     */
    public static HostWeights read(Path file, WeightLayout layout) {
        HostWeights saved = HostWeights.allocate(layout);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = saved.segment();
            for (long at = 0; at < bytes.byteSize(); at += WINDOW) {
                read(channel, window(bytes, at), file);
            }
            ByteBuffer checksum = ByteBuffer.allocate(Integer.BYTES);
            read(channel, checksum, file);
            if (checksum.getInt(0) != saved.crc32c()) {
                throw new ModelFormatException(file + " is damaged: its checksum doesn't match.");
            }
            return saved;
        } catch (IOException | RuntimeException e) {
            saved.close();
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new ModelFormatException("The weights in %s can't be read: %s.".formatted(file, e));
        }
    }

    private static ByteBuffer window(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(WINDOW, bytes.byteSize() - at)).asByteBuffer();
    }

    private static void read(FileChannel channel, ByteBuffer bytes, Path file) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new ModelFormatException(file + " is damaged: it is too short.");
            }
        }
    }
}
