package io.kafkagrpo.model.weights;

import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.hash.MixSum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * All weights of a model as one flat vector of bf16 values (little-endian, 2 bytes each) outside the heap, in the
 * order of a {@link WeightLayout}; it may exceed 2 GiB. May be used from any thread, but a writer needs it alone.
 */
public final class HostWeights implements AutoCloseable {

    /** The most bytes that go through one ByteBuffer. */
    private static final long WINDOW = 1L << 28;

    private static final int ALIGNMENT = 64;

    private final WeightLayout layout;
    private final Arena arena;
    private final MemorySegment segment;

    private HostWeights(WeightLayout layout, Arena arena, MemorySegment segment) {
        this.layout = layout;
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Room for a model's weights, all zero.
     *
     * @throws OutOfMemoryError naming the bytes asked for
     */
    public static HostWeights allocate(WeightLayout layout) {
        var arena = Arena.ofShared();
        long bytes = layout.valueCount() * Short.BYTES;
        try {
            return new HostWeights(layout, arena, arena.allocate(bytes, ALIGNMENT));
        } catch (OutOfMemoryError e) {
            arena.close();
            var explained = new OutOfMemoryError("No memory for " + bytes
                    + " bytes of weights outside the heap; a smaller model or a larger machine is needed.");
            explained.initCause(e);
            throw explained;
        }
    }

    /**
     * Random weights, for benchmarks: uniform in ±0.02·√3, which has a standard deviation of
     * 0.02, and norms of 1.
     */
    public static HostWeights random(ModelConfig config, long seed) {
        HostWeights weights = allocate(WeightLayout.of(config));
        var random = new SplittableRandom(seed);
        short one = Bfloat16.round(Float.floatToRawIntBits(1));
        for (int i = 0; i < weights.layout.tensors().size(); i++) {
            boolean norm = weights.layout.tensors().get(i).name().endsWith("norm.weight");
            MemorySegment tensor = weights.tensor(i);
            for (long at = 0; at < tensor.byteSize(); at += Short.BYTES) {
                float value = (random.nextInt() * 0x1p-31f) * 0.02f * 1.7320508f;
                short rounded = norm ? one : Bfloat16.round(Float.floatToRawIntBits(value));
                tensor.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, rounded);
            }
        }
        return weights;
    }

    /**
     * Reads the weights of a model directory, F32 and F16 rounded to the nearest bf16 (ties to even).
     *
     * @throws ModelFormatException where files and configuration disagree, or a weight is not finite in bf16; the
     *     message names the tensor
     */
    public static HostWeights read(Path modelDirectory, ModelConfig config) {
        var layout = WeightLayout.of(config);
        HostWeights weights = allocate(layout);
        try (var files = WeightFiles.open(modelDirectory, layout)) {
            for (int i = 0; i < layout.tensors().size(); i++) {
                long bad = Bfloat16.convert(files.dtype(i), files.data(i), weights.tensor(i));
                if (bad >= 0) {
                    throw new ModelFormatException("The weights in " + modelDirectory + " are not usable: value " + bad
                            + " of " + layout.tensors().get(i).name() + " (" + files.dtype(i)
                            + ") is NaN, infinite or too large for bf16.");
                }
            }
            return weights;
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    public WeightLayout layout() {
        return layout;
    }

    /** All bytes. */
    public MemorySegment segment() {
        return segment;
    }

    /** The bytes of one tensor, by its position in the layout. */
    public MemorySegment tensor(int index) {
        TensorSpec spec = layout.tensors().get(index);
        return segment.asSlice(spec.offset() * Short.BYTES, spec.valueCount() * Short.BYTES);
    }

    /** An independent copy. */
    public HostWeights copy() {
        HostWeights copy = allocate(layout);
        copy.segment.copyFrom(segment);
        return copy;
    }

    /** CRC-32C (Castagnoli) of all bytes. */
    public int crc32c() {
        var checksum = new CRC32C();
        for (long start = 0; start < segment.byteSize(); start += WINDOW) {
            checksum.update(window(start).asByteBuffer());
        }
        return (int) checksum.getValue();
    }

    /** {@link MixSum} of all values. */
    public long mixSum() {
        return MixSum.of(segment, MixSum.Values.BFLOAT16, 0);
    }

    /** The checksum of a kind. */
    public Checksum checksum(Checksum.Kind kind) {
        return switch (kind) {
            case CRC32C -> Checksum.crc32c(crc32c());
            case SUM -> Checksum.sum(mixSum());
        };
    }

    /** SHA-256 of all bytes, as 64 hexadecimal digits. */
    public String sha256() {
        var digest = Digest.sha256();
        for (long start = 0; start < segment.byteSize(); start += WINDOW) {
            digest.add(window(start).asByteBuffer());
        }
        return digest.hex();
    }

    private MemorySegment window(long start) {
        return segment.asSlice(start, Math.min(WINDOW, segment.byteSize() - start));
    }

    /** Frees the memory; using the weights afterwards throws IllegalStateException. */
    @Override
    public void close() {
        arena.close();
    }
}
