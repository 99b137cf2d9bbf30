package io.kafkagrpo.engine.train;

import io.kafkagrpo.engine.torch.FlatVector;
import io.kafkagrpo.engine.torch.ParameterLayout;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * An optimizer's state in a file, little-endian: the eight bytes {@code GRPOST01}, number of master weights (long),
 * steps (long), master weights, first and second moments (float32 each, in the order of {@link ParameterLayout}),
 * and the CRC-32C of all that (int). With Muon there are second moments of the weights that AdamW steps alone.
 */
final class StateFile {

    private static final long MAGIC = 0x31305453_4f505247L; // "GRPOST01", read little-endian
    private static final int HEADER = 3 * Long.BYTES;
    private static final long WINDOW = 1L << 28;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private StateFile() {}

    static void save(Path file, OptimizerState state) {
        WholeFile.write(file, "training state", channel -> {
            var checksum = new CRC32C();
            ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(MAGIC).putLong(length(state)).putLong(state.steps()).flip();
            write(channel, header, checksum);
            for (FlatVector vector : state.vectors()) {
                vector.readAll(floats -> {
                    try {
                        write(channel, floats.asByteBuffer(), checksum);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
            ByteBuffer end = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            WholeFile.append(channel, end.putInt(0, (int) checksum.getValue()));
        });
    }

    private static void write(FileChannel channel, ByteBuffer bytes, CRC32C checksum) throws IOException {
        checksum.update(bytes.duplicate());
        WholeFile.append(channel, bytes);
    }

    /** Loads a saved state whose {@link OptimizerState#checksum} is {@code wanted}. */
    static void load(Path file, OptimizerState state, Checksum wanted) {
        try (var arena = Arena.ofShared(); // a sum is taken by several threads
                var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            check(file, bytes, state, wanted);
            long at = HEADER;
            for (FlatVector vector : state.vectors()) {
                long vectorBytes = vector.length() * Float.BYTES;
                vector.writeAll(bytes.asSlice(at, vectorBytes));
                at += vectorBytes;
            }
            state.resumeAt(bytes.get(LONG, 2 * Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The training state in " + file + " can't be read.", e);
        }
    }

    private static void check(Path file, MemorySegment bytes, OptimizerState state, Checksum wanted) {
        long values = state.vectors().stream().mapToLong(FlatVector::length).sum();
        long expected = HEADER + values * Float.BYTES + Integer.BYTES;
        if (bytes.byteSize() < HEADER || bytes.get(LONG, 0) != MAGIC) {
            throw new ModelFormatException(file + " is not a training state.");
        }
        if (bytes.byteSize() != expected || bytes.get(LONG, Long.BYTES) != length(state)) {
            throw new ModelFormatException(file + " has " + bytes.byteSize()
                    + " bytes; the training state of this model and optimizer has " + expected + ".");
        }
        long end = bytes.byteSize() - Integer.BYTES;
        var checksum = new CRC32C();
        StateChecksum saved = StateChecksum.of(wanted.kind(), bytes.get(LONG, 2 * Long.BYTES));
        checksum.update(bytes.asSlice(0, HEADER).asByteBuffer());
        for (long at = HEADER; at < end; at += WINDOW) {
            MemorySegment window = bytes.asSlice(at, Math.min(WINDOW, end - at));
            checksum.update(window.asByteBuffer());
            saved.add(window);
        }
        if ((int) checksum.getValue() != bytes.get(INT, end)) {
            throw new ModelFormatException(file + " is damaged: its checksum doesn't match.");
        }
        if (!saved.value().equals(wanted)) {
            throw new ModelFormatException(
                    "%s is whole, but its state is %s, not %s.".formatted(file, saved.value(), wanted));
        }
    }

    private static long length(OptimizerState state) {
        return state.masters().layout().length();
    }
}
