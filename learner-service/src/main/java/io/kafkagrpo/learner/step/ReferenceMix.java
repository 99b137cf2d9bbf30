package io.kafkagrpo.learner.step;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.Bfloat16;
import io.kafkagrpo.model.weights.HostWeights;
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
 * A reference model that the policy is mixed into, in float32 on the host: in bf16 a small share would be lost to
 * rounding. In its file: the values in layout order (little-endian), then their CRC-32C (big-endian).
 */
final class ReferenceMix implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long WINDOW = 1L << 28;

    private final Arena arena = Arena.ofShared();
    private final long count;
    private final MemorySegment values;

    /** These weights. */
    ReferenceMix(HostWeights weights) {
        this(weights.layout().valueCount());
        set(weights);
    }

    private ReferenceMix(long count) {
        this.count = count;
        this.values = arena.allocate(count * Float.BYTES, Long.BYTES);
    }

    /** Becomes these weights. */
    void set(HostWeights weights) {
        for (long i = 0; i < count; i++) {
            values.set(FLOAT, i * Float.BYTES, value(weights, i));
        }
    }

    /** Becomes the same as another. */
    void set(ReferenceMix other) {
        values.copyFrom(other.values);
    }

    /** share · policy + (1 − share) · this, each value computed in float64 and rounded to float32. */
    void mix(HostWeights policy, double share) {
        for (long i = 0; i < count; i++) {
            double mixed = share * value(policy, i) + (1 - share) * values.get(FLOAT, i * Float.BYTES);
            values.set(FLOAT, i * Float.BYTES, (float) mixed);
        }
    }

    /** Rounds to bf16. */
    void roundInto(HostWeights target) {
        for (long i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values.get(FLOAT, i * Float.BYTES));
            target.segment().set(SHORT, i * Short.BYTES, Bfloat16.round(bits));
        }
    }

    private static float value(HostWeights weights, long index) {
        return Bfloat16.toFloat(weights.segment().get(SHORT, index * Short.BYTES));
    }

    /** Of all values. */
    Checksum checksum(Checksum.Kind kind) {
        return switch (kind) {
            case CRC32C -> Checksum.crc32c(crc());
            case SUM -> Checksum.sum(MixSum.of(values, MixSum.Values.FLOAT32, 0));
        };
    }

    private int crc() {
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < values.byteSize(); at += WINDOW) {
            checksum.update(window(at));
        }
        return (int) checksum.getValue();
    }

    private ByteBuffer window(long at) {
        return values.asSlice(at, Math.min(WINDOW, values.byteSize() - at)).asByteBuffer();
    }

    /** The file is whole or as it was before. */
    void write(Path file) {
        WholeFile.write(file, "reference model", channel -> {
            for (long at = 0; at < values.byteSize(); at += WINDOW) {
                WholeFile.append(channel, window(at));
            }
            WholeFile.append(channel, ByteBuffer.allocate(Integer.BYTES).putInt(0, crc()));
        });
    }

    /** Reads {@code count} values; {@link ModelFormatException} where the file is damaged or of another model. */
    static ReferenceMix read(Path file, long count) {
        ReferenceMix saved = new ReferenceMix(count);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long expected = saved.values.byteSize() + Integer.BYTES;
            if (channel.size() != expected) {
                throw new ModelFormatException(
                        "%s has %d bytes; the reference model has %d.".formatted(file, channel.size(), expected));
            }
            for (long at = 0; at < saved.values.byteSize(); at += WINDOW) {
                read(channel, saved.window(at));
            }
            if (crcIn(channel) != saved.crc()) {
                throw new ModelFormatException(file + " is damaged: its checksum doesn't match.");
            }
            return saved;
        } catch (IOException e) {
            saved.close();
            throw new UncheckedIOException("The reference model in " + file + " can't be read.", e);
        } catch (RuntimeException e) {
            saved.close();
            throw e;
        }
    }

    /** The checksum of the values in a file. */
    static Checksum checksumIn(Path file, Checksum.Kind kind) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena mapped = Arena.ofShared()) {
            long end = channel.size() - Integer.BYTES;
            if (end < 0) {
                throw new ModelFormatException(file + " is damaged: it is too short.");
            }
            return switch (kind) {
                case CRC32C -> Checksum.crc32c(crcIn(channel.position(end)));
                case SUM ->
                    Checksum.sum(MixSum.of(
                            channel.map(FileChannel.MapMode.READ_ONLY, 0, end, mapped), MixSum.Values.FLOAT32, 0));
            };
        } catch (IOException e) {
            throw new UncheckedIOException("The reference model in " + file + " can't be read.", e);
        }
    }

    private static int crcIn(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES);
        read(channel, bytes);
        return bytes.getInt(0);
    }

    private static void read(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("The file ends too early.");
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
