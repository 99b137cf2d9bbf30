package io.kafkagrpo.report;

import io.kafkagrpo.record.TrainingStep;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Estimates the time that a run has left. */
public final class Eta {
    private static final int RECENT = 21;

    private Eta() {}

    /**
     * The steps left times the median time between the recent ones; the median, for a run that was interrupted has
     * one long gap. Zero if there are too few steps to tell.
     */
    public static Duration of(List<TrainingStep> steps, long total) {
        List<TrainingStep> recent = steps.subList(Math.max(0, steps.size() - RECENT), steps.size());
        long[] gaps = IntStream.range(1, recent.size())
                .mapToLong(
                        i -> recent.get(i).getFinishedAtMs() - recent.get(i - 1).getFinishedAtMs())
                .sorted()
                .toArray();
        if (gaps.length == 0) {
            return Duration.ZERO;
        }
        long left = Math.max(0, total - steps.getLast().getStep());
        return Duration.ofMillis(gaps[gaps.length / 2] * left);
    }
}
