package io.kafkagrpo.cli.top;

import io.kafkagrpo.cli.top.RunLook.Queue;
import io.kafkagrpo.cli.top.RunLook.Worker;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A look at a run in lines. */
final class TopFrame {
    private static final String ROW = "%-34s %-18s %10s %8s  %s";

    private TopFrame() {}

    static List<String> of(RunLook look) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(look));
        lines.add("");
        lines.add(ROW.formatted("service", "host", "partitions", "ahead", "of"));
        service(lines, "generator-service", look.generators(), look.prompts(), "prompts");
        service(lines, "reward-service", look.scorers(), look.completions(), "completions");
        lines.add(ROW.formatted(
                "learner-service", "", look.groups().partitions(), look.groups().ahead(), "scored-groups"));
        lines.add("");
        lines.addAll(GeneratorLines.of(look.heartbeats(), look.atMs()));
        lines.add(
                look.deadLetters().ahead() == 0
                        ? "No dead letters."
                        : "Dead letters: at most %d; a healthy run has none."
                                .formatted(look.deadLetters().ahead()));
        return List.copyOf(lines);
    }

    private static void service(List<String> lines, String name, List<Worker> workers, Queue queue, String of) {
        lines.add(ROW.formatted(
                name,
                workers.isEmpty() ? "nobody" : "%d at work".formatted(workers.size()),
                queue.partitions(),
                queue.ahead(),
                of));
        for (Worker worker : workers) {
            lines.add(ROW.formatted("  " + worker.name(), worker.host(), worker.partitions(), worker.ahead(), of));
        }
    }

    private static String headline(RunLook look) {
        RunEvents events = look.events();
        RunStarted started = events.started();
        if (started == null) {
            return "%s: not begun".formatted(look.run());
        }
        List<String> parts = new ArrayList<>();
        parts.add(events.finished() != null ? "finished" : isWorkedOn(look) ? "running" : "nobody works on it");
        parts.add("step %d of %s".formatted(events.lastStep(), started.getConfigurationOrDefault("steps", "?")));
        long newest = events.steps().isEmpty()
                ? started.getStartedAtMs()
                : events.steps().getLast().getFinishedAtMs();
        parts.add("%d s ago".formatted(Math.max(0, look.atMs() - newest) / 1000));
        if (!events.steps().isEmpty()) {
            TrainingStep step = events.steps().getLast();
            parts.add("reward " + rounded(step.getMetricsMap().get(MetricNames.REWARD)));
            parts.add("staleness " + rounded(step.getMetricsMap().get(MetricNames.STALENESS)));
        }
        if (!events.evaluations().isEmpty()) {
            Evaluation evaluation = events.evaluations().getLast();
            parts.add("accuracy " + rounded(evaluation.getResultsMap().get(MetricNames.ACCURACY)));
        }
        return "%s: %s".formatted(look.run(), String.join(", ", parts));
    }

    private static boolean isWorkedOn(RunLook look) {
        return !look.generators().isEmpty() || !look.scorers().isEmpty();
    }

    private static String rounded(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }
}
