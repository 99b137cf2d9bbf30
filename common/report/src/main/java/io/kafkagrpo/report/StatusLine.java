package io.kafkagrpo.report;

import io.kafkagrpo.record.DroppedGroup;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.rl.DropReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts a run's state into one line. A metric that the learner did not write is left out. */
public final class StatusLine {
    private StatusLine() {}

    /**
     * The line of a training step.
     *
     * @param total steps of the run
     * @param left estimated time that the rest will take; zero if it is not known
     */
    public static String of(TrainingStep step, long total, Duration left) {
        List<String> parts = new ArrayList<>();
        parts.add("step %d/%d".formatted(step.getStep(), total));
        Map<String, Double> metrics = step.getMetricsMap();
        add(parts, metrics, MetricNames.REWARD, "reward %.2f", 1);
        add(parts, metrics, MetricNames.ACCURACY, "accuracy %.0f %%", 100);
        add(parts, metrics, MetricNames.KL, "kl %.4f", 1);
        addSpeed(parts, metrics, MetricNames.GENERATOR_SPEED, "generator");
        addSpeed(parts, metrics, MetricNames.LEARNER_SPEED, "learner");
        add(parts, metrics, MetricNames.STALENESS, "staleness %.1f", 1);
        if (metrics.getOrDefault(MetricNames.SECONDS_HELD, 0.0) >= 0.5) {
            add(parts, metrics, MetricNames.SECONDS_HELD, "held back %.0f s", 1);
        }
        for (String difficulty : List.of("easy", "normal", "hard")) {
            add(parts, metrics, MetricNames.ADMITTED_OF + difficulty, "%.0f " + difficulty, 1);
        }
        if (left.isPositive()) {
            parts.add("ETA " + clock(left));
        }
        addDropped(parts, step);
        return String.join("  ", parts);
    }

    /** The line of an evaluation. */
    public static String of(Evaluation evaluation) {
        List<String> parts = new ArrayList<>();
        parts.add("evaluation after step %d".formatted(evaluation.getStep()));
        Map<String, Double> results = evaluation.getResultsMap();
        add(parts, results, MetricNames.ACCURACY, "accuracy %.1f %%", 100);
        results.keySet().stream()
                .filter(name -> name.startsWith(MetricNames.PASS_AT) && !name.equals(MetricNames.PASS_AT + 1))
                .max(Comparator.comparingInt(StatusLine::samples))
                .ifPresent(name -> add(parts, results, name, "pass@" + samples(name) + " %.1f %%", 100));
        add(parts, results, MetricNames.EVALUATION_REWARD, "reward %.2f", 1);
        parts.add("%d problems".formatted(evaluation.getProblems()));
        if (evaluation.getFailedGroups() > 0) {
            parts.add("%d failed".formatted(evaluation.getFailedGroups()));
        }
        return String.join("  ", parts);
    }

    /** How many groups were dropped for it; where some failed, why the newest of these did. */
    private static void addDropped(List<String> parts, TrainingStep step) {
        if (step.getDroppedCount() == 0) {
            return;
        }
        List<String> failed = step.getDroppedList().stream()
                .filter(group -> DroppedGroups.reason(group) == DropReason.FAILED)
                .map(DroppedGroup::getReason)
                .toList();
        parts.add(
                failed.isEmpty()
                        ? "%d dropped".formatted(step.getDroppedCount())
                        : "%d dropped, %d of them failed: %s"
                                .formatted(step.getDroppedCount(), failed.size(), failed.getLast()));
    }

    private static int samples(String passAt) {
        return Integer.parseInt(passAt.substring(MetricNames.PASS_AT.length()));
    }

    /** Minutes and seconds, with hours where there are some. */
    public static String clock(Duration duration) {
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    private static void add(List<String> parts, Map<String, Double> metrics, String name, String format, double scale) {
        Double value = metrics.get(name);
        if (value != null && Double.isFinite(value)) {
            parts.add(String.format(Locale.ROOT, format, value * scale));
        }
    }

    private static void addSpeed(List<String> parts, Map<String, Double> metrics, String name, String who) {
        Double value = metrics.get(name);
        if (value != null && Double.isFinite(value)) {
            parts.add(
                    value < 9_999.5
                            ? String.format(Locale.ROOT, "%s %.0f tok/s", who, value)
                            : String.format(Locale.ROOT, "%s %.1fk tok/s", who, value / 1000));
        }
    }
}
