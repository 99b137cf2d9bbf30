package io.kafkagrpo.learner.step;

import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.DropReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a step cost beside its training: time, groups that were dropped, and memory. */
public final class StepCosts {
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");
    private static final Pattern MEMORY = Pattern.compile("(VmRSS|VmHWM):\\s+(\\d+) kB");
    private static final double NANOS = 1e9;

    private final Map<String, Double> afterStep = new TreeMap<>();
    private long keepingNanos;
    private long keepingWhileWaitingNanos;
    private long publishWaitNanos;

    /**
     * The costs of a step that is about to be committed, and those of the step before that were not known
     * at its commit.
     *
     * @param waitedNanos for its groups, and for what was kept meanwhile
     * @param trainedNanos until its weights were at hand, without waiting for the step before to be in the log
     * @param tokensArrived completion tokens that came from the generators since the step before
     * @param tokensTrained completion tokens of the batch
     */
    public Map<String, Double> of(
            long waitedNanos, long trainedNanos, long tokensArrived, long tokensTrained, List<DroppedGroup> dropped) {
        Map<String, Double> metrics = new TreeMap<>(afterStep);
        double wait = (waitedNanos - keepingWhileWaitingNanos) / NANOS;
        if (keepingNanos > 0) {
            metrics.put(MetricNames.SECONDS + "keep_best", keepingNanos / NANOS);
        }
        keepingNanos = 0;
        keepingWhileWaitingNanos = 0;
        double training = trainedNanos / NANOS;
        double publishing = publishWaitNanos / NANOS;
        publishWaitNanos = 0;
        metrics.put(MetricNames.SECONDS_WAIT, wait);
        metrics.put(MetricNames.SECONDS_TRAIN, training);
        metrics.put(MetricNames.SECONDS + "publish_wait", publishing);
        metrics.put(MetricNames.SECONDS_STEP, wait + training + publishing);
        metrics.put(MetricNames.GENERATOR_SPEED, tokensArrived / (wait + training));
        metrics.put(MetricNames.LEARNER_SPEED, tokensTrained / training);
        addDropped(dropped, metrics);
        addMemory(metrics);
        return metrics;
    }

    /**
     * A step is in the log. Its record is written by the very commit that this measures, so the next one carries
     * it.
     *
     * @param took from encoding its weights to the commit's answer, beside the next step's training
     * @param cpu the processor time of the thread that did it
     * @param waitedNanos how long training stood still for it
     */
    public void published(Duration took, Duration cpu, long waitedNanos) {
        afterStep.put(MetricNames.SECONDS + "publish_before", took.toNanos() / NANOS);
        afterStep.put(MetricNames.SECONDS + "publish_cpu_before", cpu.toNanos() / NANOS);
        publishWaitNanos += waitedNanos;
    }

    /** Writing a checkpoint, or finding that none is due, after the commit of a step. */
    public void checkpoints(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        afterStep.put(MetricNames.SECONDS + "checkpoint_before", (System.nanoTime() - begun) / NANOS);
    }

    /** Keeping the weights of a version under evaluation, after the commit of a step. */
    public void keeps(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        keepingNanos += System.nanoTime() - begun;
    }

    /** Keeping the best model, in the time between two steps that is otherwise waited for groups. */
    public void keepsWhileWaiting(Runnable work) {
        long before = keepingNanos;
        keeps(work);
        keepingWhileWaitingNanos += keepingNanos - before;
    }

    /** Counts by reason; a group with too few rewards has failed, too. */
    public static void addDropped(List<DroppedGroup> dropped, Map<String, Double> metrics) {
        double stale = count(dropped, DropReason.STALE);
        double zeroVariance = count(dropped, DropReason.ZERO_VARIANCE);
        metrics.put(MetricNames.DROPPED, (double) dropped.size());
        metrics.put(MetricNames.DROPPED_FOR + "stale", stale);
        metrics.put(MetricNames.DROPPED_FOR + "zero_variance", zeroVariance);
        metrics.put(MetricNames.DROPPED_FOR + "failed", dropped.size() - stale - zeroVariance);
    }

    /**
     * Resident memory of this process, current and peak, in bytes; empty on systems other than Linux.
     */
    private static void addMemory(Map<String, Double> metrics) {
        if (!Files.exists(PROCESS_STATUS)) {
            return;
        }
        try {
            Matcher line = MEMORY.matcher(Files.readString(PROCESS_STATUS));
            while (line.find()) {
                String name = line.group(1).equals("VmRSS") ? "memory/resident_bytes" : "memory/resident_peak_bytes";
                metrics.put(name, 1024 * Double.parseDouble(line.group(2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double count(List<DroppedGroup> dropped, DropReason reason) {
        return dropped.stream()
                .filter(group -> DroppedGroups.reason(group) == reason)
                .count();
    }
}
