package io.kafkagrpo.cli.past.rescore;

import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.Rescored;
import io.kafkagrpo.report.StatusLine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far scoring again has come. How many groups there are is known where their steps name them; else it follows
 * from how much of the partitions is done, for markers of transactions lie between the groups.
 */
final class RescoreProgress {
    private final long known;
    private final Map<Integer, Extent> extents = new HashMap<>();
    private final Map<Integer, Long> next = new HashMap<>();
    private long done;
    private long resumedAt;
    private long beganNanos;

    /**
     * At its beginning.
     *
     * @param known how many groups there are to score; 0 where that is not known
     * @param extents of scored-groups
     */
    RescoreProgress(long known, List<Extent> extents) {
        this.known = known;
        extents.forEach(extent -> this.extents.put(extent.partition().partition(), extent));
    }

    /** A group is there. */
    void add(Rescored origin) {
        done++;
        next.put(origin.getPartition(), origin.getOffset() + 1);
    }

    /** What is there so far was done before. */
    void resume() {
        resumedAt = done;
    }

    long done() {
        return done;
    }

    /** In one line. */
    String line() {
        if (done == resumedAt) {
            return String.format(Locale.ROOT, "scored again %,d groups; the reward-service starts", done);
        }
        long now = System.nanoTime();
        if (beganNanos == 0) {
            beganNanos = now;
            resumedAt = done;
        }
        double seconds = (now - beganNanos) / 1e9;
        double perSecond = (done - resumedAt) / Math.max(1e-3, seconds);
        double all = known > 0 ? known : done / Math.max(1e-9, share());
        String rate = seconds < 1 || perSecond <= 0
                ? ""
                : String.format(
                        Locale.ROOT, ", %,.0f groups/s, %s left", perSecond, StatusLine.clock(Duration.ofMillis((long)
                                (1000 * Math.max(0, all - done) / perSecond))));
        return String.format(
                Locale.ROOT,
                "scored again %,d of %s%,d groups, %.0f %%%s",
                done,
                known > 0 ? "" : "about ",
                Math.round(all),
                Math.min(100, 100 * done / all),
                rate);
    }

    private double share() {
        double passed = 0;
        double length = 0;
        for (Map.Entry<Integer, Extent> entry : extents.entrySet()) {
            Extent extent = entry.getValue();
            length += extent.end() - extent.first();
            passed += Math.clamp(
                    next.getOrDefault(entry.getKey(), extent.first()) - extent.first(),
                    0,
                    extent.end() - extent.first());
        }
        return passed / Math.max(1, length);
    }
}
