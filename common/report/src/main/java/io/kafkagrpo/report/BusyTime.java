package io.kafkagrpo.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The time in which a service was busy: the union of its pieces of work. Epoch milliseconds. */
public final class BusyTime {
    private final List<long[]> works = new ArrayList<>();

    /** A piece of work; pieces may overlap. */
    public void add(long begunMs, long endedMs) {
        works.add(new long[] {begunMs, endedMs});
    }

    /** The share of a span of time in which at least one piece of work was under way. */
    public double share(long fromMs, long toMs) {
        List<long[]> inOrder =
                works.stream().sorted(Comparator.comparingLong(work -> work[0])).toList();
        long busy = 0;
        long reached = fromMs;
        for (long[] work : inOrder) {
            long begun = Math.max(reached, work[0]);
            long ended = Math.min(toMs, work[1]);
            if (ended > begun) {
                busy += ended - begun;
                reached = ended;
            }
        }
        return (double) busy / (toMs - fromMs);
    }
}
