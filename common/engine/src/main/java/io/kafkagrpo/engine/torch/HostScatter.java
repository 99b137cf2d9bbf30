package io.kafkagrpo.engine.torch;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightChanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes values straight into a tensor's memory on the host, on all processors: a few values in a hundred lie so far
 * apart that each is a trip to memory, and one thread waits for it.
 */
final class HostScatter implements ValueScatter {
    /** Fewer aren't worth a second thread. */
    private static final int LEAST_PART = 1 << 14;
    /** A bf16 is the upper half of a float32. */
    private static final int HALF = 16;

    private final ParameterLayout layout;
    private final MemorySegment[] windows;
    private final ComputeType type;

    /** @param windows the vector's memory, {@link FlatVector#WINDOW} values in each */
    HostScatter(ParameterLayout layout, List<MemorySegment> windows, ComputeType type) {
        this.layout = layout;
        this.windows = windows.toArray(MemorySegment[]::new);
        this.type = type;
    }

    @Override
    public void write(WeightChanges changes) {
        int size = changes.size();
        int parts = Math.clamp(size / LEAST_PART, 1, Runtime.getRuntime().availableProcessors());
        IntStream.range(0, parts)
                .parallel()
                .forEach(part ->
                        write(changes, (int) ((long) size * part / parts), (int) ((long) size * (part + 1) / parts)));
    }

    /** Those from one index to before another, whose positions rise. */
    private void write(WeightChanges changes, int from, int to) {
        List<TensorSpec> tensors = layout.weights().tensors();
        int tensor = 0;
        int at = from;
        while (at < to) {
            while (changes.position(at) >= tensors.get(tensor).end()) {
                tensor++;
            }
            long end = tensors.get(tensor).end();
            long shift = layout.start(tensor) - tensors.get(tensor).offset();
            at = switch (type) {
                case FLOAT32 -> writeFloats(changes, at, to, end, shift);
                case BFLOAT16 -> writeHalves(changes, at, to, end, shift);
            };
        }
    }

    private int writeFloats(WeightChanges changes, int from, int to, long end, long shift) {
        int at = from;
        for (; at < to && changes.position(at) < end; at++) {
            long place = changes.position(at) + shift;
            windows[(int) (place / FlatVector.WINDOW)].setAtIndex(
                    ValueLayout.JAVA_INT, place % FlatVector.WINDOW, changes.value(at) << HALF);
        }
        return at;
    }

    private int writeHalves(WeightChanges changes, int from, int to, long end, long shift) {
        int at = from;
        for (; at < to && changes.position(at) < end; at++) {
            long place = changes.position(at) + shift;
            windows[(int) (place / FlatVector.WINDOW)].setAtIndex(
                    ValueLayout.JAVA_SHORT, place % FlatVector.WINDOW, changes.value(at));
        }
        return at;
    }
}
