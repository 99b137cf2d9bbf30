package io.kafkagrpo.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.hash.MixSum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A vector of numbers on a device, as long as memory allows. */
public final class FlatVector implements AutoCloseable {

    /**
     * Values moved between host and device at a time: few relative to the vector, many relative
     * to per-call overhead.
     */
    static final long WINDOW = 1L << 24;

    private static final int FLOAT32 = 6;
    /** Values that a device sums at a time, for each takes some 50 bytes there meanwhile. */
    private static final long DEVICE_PART = 1L << 21;

    private final TorchProgram program;
    private final PtNDManager manager;
    private final long length;
    private final PtNDArray values;
    private final boolean onHost;
    private List<MemorySegment> windows = List.of();

    /** All zero. */
    public FlatVector(TorchDevice device, TorchProgram program, long length, ComputeType type) {
        this.program = program;
        this.manager = device.newManager();
        this.length = length;
        this.onHost = !device.isGpu();
        PtNDArray size = TorchDevice.tensor(manager, length);
        // outside of inference mode, for tensors made in it can't take part in a graph
        this.values = program.tensorsWithGraph(
                        "zeros", manager, size, TorchDevice.tensor(manager, type.scalarType()), size)
                .getFirst();
    }

    /** How many. */
    public long length() {
        return length;
    }

    /** The tensor. */
    public PtNDArray values() {
        return values;
    }

    /** Frees what is put there together with the vector. */
    PtNDManager manager() {
        return manager;
    }

    /** Writes all values from float32 bytes. */
    public void writeAll(MemorySegment floats) {
        write(0, length, floats, Float.BYTES, FLOAT32);
    }

    /** The memory of a vector that is on the host, {@link #WINDOW} values in each; valid until it is closed. */
    synchronized List<MemorySegment> windows() {
        if (windows.isEmpty()) {
            List<MemorySegment> made = new ArrayList<>();
            for (long start = 0; start < length; start += WINDOW) {
                PtNDArray window = program.tensor("window", manager, values, start, Math.min(WINDOW, length - start));
                made.add(MemorySegment.ofBuffer(window.toByteBuffer(true)));
            }
            windows = List.copyOf(made);
        }
        return windows;
    }

    /**
     * {@link MixSum} of {@code count} values from {@code start} on, where they are: on the host by all processors, on a device by
     * that.
     *
     * @param type what they are, and which of their bits count
     * @param place of the first one in what is summed
     */
    public long mixSum(long start, long count, MixSum.Values type, long place) {
        long sum = 0;
        for (long done = 0; done < count; ) {
            long inWindow = (start + done) % WINDOW;
            long part = Math.min(onHost ? WINDOW - inWindow : DEVICE_PART, count - done);
            sum += onHost
                    ? MixSum.of(
                            type.slice(windows().get((int) ((start + done) / WINDOW)), inWindow, part),
                            type,
                            place + done)
                    : deviceSum(start + done, part, type, place + done);
            done += part;
        }
        return sum;
    }

    /** The same in one go, by the program that devices run; it runs anywhere. */
    long deviceSum(long start, long count, MixSum.Values type, long place) {
        try (PtNDManager host = TorchDevice.newHostManager()) {
            boolean halves = type == MixSum.Values.BFLOAT16_IN_FLOAT32;
            return program.tensor("mix_sum", host, values, start, count, place, halves)
                    .toLongArray()[0];
        }
    }

    /** Writes {@code count} values of a format at a place, rounding where needed. */
    void write(long start, long count, MemorySegment bytes, int byteSize, int scalarType) {
        for (long done = 0; done < count; done += WINDOW) {
            long part = Math.min(WINDOW, count - done);
            ByteBuffer window = bytes.asSlice(done * byteSize, part * byteSize).asByteBuffer();
            try (PtNDManager host = TorchDevice.newHostManager()) {
                program.run("write", values, start + done, TorchDevice.bytes(host, window), scalarType);
            }
        }
    }

    /** What takes the vector's values, window by window, as float32 bytes that are valid during the call. */
    public interface FloatReader {
        void accept(MemorySegment floats);
    }

    /** Reads all values as float32, in order. */
    public void readAll(FloatReader reader) {
        for (long start = 0; start < length; start += WINDOW) {
            long part = Math.min(WINDOW, length - start);
            try (PtNDManager host = TorchDevice.newHostManager()) {
                PtNDArray floats = program.tensor("read_float32", host, values, start, part);
                reader.accept(MemorySegment.ofBuffer(floats.toByteBuffer(true)));
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
