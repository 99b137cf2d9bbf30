package io.kafkagrpo.engine.torch;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.model.weights.TensorSpec;
import io.kafkagrpo.model.weights.WeightChanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Writes values straight into a tensor's memory on the host. A few values in a hundred lie so far apart that each is
 * a trip to memory, so it takes its time: at once, and on all processors, come those that programs read where they
 * are; matrices that something is multiplied by are written on a thread of their own, for who decodes has them packed.
 */
final class HostScatter implements ValueScatter {
    /** Fewer aren't worth a second thread. */
    private static final int LEAST_PART = 1 << 14;
    /** A bf16 is the upper half of a float32. */
    private static final int HALF = 16;

    private final ParameterLayout layout;
    private final List<TensorSpec> tensors;
    private final MemorySegment[] windows;
    private final ComputeType type;
    private volatile CompletableFuture<?> rest = CompletableFuture.completedFuture(true);

    /** @param windows the vector's memory, {@link FlatVector#WINDOW} values in each */
    HostScatter(ParameterLayout layout, List<MemorySegment> windows, ComputeType type) {
        this.layout = layout;
        this.tensors = layout.weights().tensors();
        this.windows = windows.toArray(MemorySegment[]::new);
        this.type = type;
    }

    @Override
    public void write(List<WeightChanges> changes) {
        settle();
        List<WeightChanges> all = List.copyOf(changes);
        int processors = Runtime.getRuntime().availableProcessors();
        all.forEach(some -> write(some, layout::isReadInPlace, processors));
        rest = CompletableFuture.runAsync(
                () -> all.forEach(some -> write(some, tensor -> !layout.isReadInPlace(tensor), 1)));
    }

    @Override
    public void settle() {
        rest.join();
    }

    /** Writes what belongs to some of the tensors. */
    private void write(WeightChanges changes, IntPredicate some, int processors) {
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            if (some.test(tensor)) {
                TensorSpec spec = tensors.get(tensor);
                long shift = layout.start(tensor) - spec.offset();
                int from = firstFrom(changes, spec.offset());
                int count = firstFrom(changes, spec.end()) - from;
                int parts = Math.clamp(count / LEAST_PART, 1, processors);
                IntStream.range(0, parts)
                        .parallel()
                        .forEach(part -> write(
                                changes,
                                from + (int) ((long) count * part / parts),
                                from + (int) ((long) count * (part + 1) / parts),
                                shift));
            }
        }
    }

    /** Those from one index to before another, which lie so far behind their positions. */
    private void write(WeightChanges changes, int from, int to, long shift) {
        switch (type) {
            case FLOAT32 -> {
                for (int at = from; at < to; at++) {
                    long place = changes.position(at) + shift;
                    window(place)
                            .setAtIndex(ValueLayout.JAVA_INT, place % FlatVector.WINDOW, changes.value(at) << HALF);
                }
            }
            case BFLOAT16 -> {
                for (int at = from; at < to; at++) {
                    long place = changes.position(at) + shift;
                    window(place).setAtIndex(ValueLayout.JAVA_SHORT, place % FlatVector.WINDOW, changes.value(at));
                }
            }
        }
    }

    private MemorySegment window(long place) {
        return windows[(int) (place / FlatVector.WINDOW)];
    }

    /** Index of the first change at a position or behind it. */
    private static int firstFrom(WeightChanges changes, long position) {
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes.position(middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
