package io.kafkagrpo.model.weights;

import io.kafkagrpo.hash.MixSum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Values of a model's flat bf16 vector that become others: where, in rising order, and what they become. Takes ten
 * bytes for each, so it is for weights of which few change.
 */
public final class WeightChanges {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong FOUR = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_ROOM = 1024;

    private long[] positions;
    private short[] values;
    private int size;

    /** What is done with each value that differs, in rising order. */
    @FunctionalInterface
    public interface Visitor {
        /** @return whether to look for more */
        boolean differs(long position, short was, short becomes);
    }

    /** None yet. */
    public WeightChanges() {
        this(FIRST_ROOM);
    }

    /** None yet, with room for as many as are expected. */
    public WeightChanges(int room) {
        this.positions = new long[room];
        this.values = new short[room];
    }

    /**
     * Looks for values in which two versions differ.
     *
     * @return whether the visitor wanted all of them
     */
    public static boolean visit(HostWeights from, HostWeights to, Visitor visitor) {
        long count = from.layout().valueCount();
        MemorySegment before = from.segment();
        MemorySegment after = to.segment();
        long position = 0;
        while (position < count) {
            // Four values at a time while nothing changes, which is nearly always.
            if (position + 4 <= count && before.get(FOUR, 2 * position) == after.get(FOUR, 2 * position)) {
                position += 4;
                continue;
            }
            long end = Math.min(count, position + 4);
            for (; position < end; position++) {
                short was = before.get(SHORT, 2 * position);
                short becomes = after.get(SHORT, 2 * position);
                if (was != becomes && !visitor.differs(position, was, becomes)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What makes {@code to} of {@code from}; empty where more than {@code most} values differ. */
    public static Optional<WeightChanges> between(HostWeights from, HostWeights to, long most) {
        WeightChanges found = new WeightChanges();
        boolean isAll = visit(from, to, (position, _, becomes) -> {
            found.add(position, becomes);
            return found.size <= most;
        });
        return isAll ? Optional.of(found) : Optional.empty();
    }

    /** Adds a change behind the last one. */
    public void add(long position, short becomes) {
        if (size == positions.length) {
            int room = (int) Math.min(Integer.MAX_VALUE - 8, 2L * Math.max(size, FIRST_ROOM));
            positions = Arrays.copyOf(positions, room);
            values = Arrays.copyOf(values, room);
        }
        positions[size] = position;
        values[size++] = becomes;
    }

    /** How many. */
    public int size() {
        return size;
    }

    /** Which value of the flat vector the change at an index is of. */
    public long position(int index) {
        return positions[index];
    }

    /** What it becomes, as the bits of a bf16. */
    public short value(int index) {
        return values[index];
    }

    /** The changed values' share of all weights' {@link MixSum}. */
    public long mixSum() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += MixSum.of(positions[i], values[i] & 0xffff);
        }
        return sum;
    }

    /**
     * Makes the changes in place.
     *
     * @return what unmakes them
     */
    public WeightChanges applyTo(HostWeights weights) {
        MemorySegment segment = weights.segment();
        WeightChanges back = new WeightChanges(size);
        for (int i = 0; i < size; i++) {
            long at = 2 * positions[i];
            back.add(positions[i], segment.get(SHORT, at));
            segment.set(SHORT, at, values[i]);
        }
        return back;
    }
}
