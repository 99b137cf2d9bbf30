package io.kafkagrpo.dashboard.number;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.record.DroppedGroups;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.report.Eta;
import io.kafkagrpo.report.MetricsCsv;
import io.kafkagrpo.report.StatusLine;
import io.kafkagrpo.report.audit.AuditReport;
import io.kafkagrpo.report.audit.RunAudit;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.Lineage;
import io.kafkagrpo.rl.DropReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code metrics.csv}, {@code grpo audit} and {@code grpo trace} say of a run, by the places that
 * {@link PageFigures} has. It knows how the page writes a figure, and takes none from its index.
 *
 * @param events of the run, for evaluations and its configuration
 * @param metrics rows of metrics.csv by step, by column
 */
record LoggedFigures(
        Topics topics,
        RunEvents events,
        Map<Long, Map<String, String>> metrics,
        AuditReport audit,
        List<GroupLineage> groups,
        LoggedRecords records) {
    private static final String NONE = "–";
    private static final int NEWEST_STEPS = 20;

    static LoggedFigures of(KafkaClients clients, String run) {
        Topics topics = new Topics(run);
        RunEvents events = new TopicReader(clients).events(topics);
        try (Lineage lineage = Lineage.open(clients, topics)) {
            return new LoggedFigures(
                    topics,
                    events,
                    rows(MetricsCsv.of(events.steps())),
                    RunAudit.of(clients, topics, _ -> {}),
                    lineage.groups(_ -> true),
                    LoggedRecords.of(clients, topics, events.header()));
        }
    }

    private static Map<Long, Map<String, String>> rows(String csv) {
        List<String> lines = csv.lines().toList();
        String[] names = lines.getFirst().split(",", -1);
        Map<Long, Map<String, String>> rows = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                if (!fields[i].isEmpty()) {
                    row.put(names[i], fields[i]);
                }
            }
            rows.put(Long.valueOf(fields[0]), row);
        }
        return rows;
    }

    /** Its row in the list of runs. */
    Map<String, String> ofRuns() {
        Map<String, String> figures = new TreeMap<>();
        String row = "/run %s/".formatted(topics.run());
        figures.put(row + "state", state());
        figures.put(row + "step", steps());
        figures.put(row + "reward", newest().getOrDefault("reward/mean", NONE));
        figures.put(
                row + "accuracy before",
                accuracy(events.evaluations().stream().findFirst().orElse(null)));
        figures.put(row + "accuracy now", accuracy(lastEvaluation()));
        figures.put(row + "begun", Numbers.time(started().getStartedAtMs()));
        figures.put(row + "newest step", Numbers.time(Long.parseLong(newest().getOrDefault("finished_at_ms", "0"))));
        figures.put(row + "model", started().getConfigurationOrDefault("model", NONE));
        return figures;
    }

    /** All that its own page shows. */
    Map<String, String> ofRun() {
        Map<String, String> figures = new TreeMap<>();
        figures.put("//state", state());
        figures.put("//step", steps());
        figures.put("//reward", newest().getOrDefault("reward/mean", NONE));
        figures.put("//staleness", newest().getOrDefault("staleness/mean", NONE));
        figures.put(
                "//accuracy before",
                accuracy(events.evaluations().stream().findFirst().orElse(null)));
        figures.put("//accuracy now", accuracy(lastEvaluation()));
        if (events.finished() == null) {
            Duration left = Eta.of(events.steps(), Long.parseLong(started().getConfigurationOrThrow("steps")));
            figures.put("//time left", left.isPositive() ? StatusLine.clock(left) : NONE);
        }
        figures.put("//groups used", Long.toString(audit.used()));
        figures.put("//groups dropped", Long.toString(audit.dropped()));
        figures.put("//groups undecided", Long.toString(audit.undecided()));
        figures.put("//completions", Long.toString(records.members(groups)));
        List<Long> steps = new ArrayList<>(metrics.keySet());
        steps.subList(Math.max(0, steps.size() - NEWEST_STEPS), steps.size())
                .forEach(step -> figures.putAll(stepRow("steps", step)));
        events.evaluations().forEach(evaluation -> figures.putAll(evaluationRow(evaluation)));
        droppedByCause().forEach((cause, count) -> figures.put("dropped//" + cause, Long.toString(count)));
        figures.putAll(records.versionRows());
        figures.putAll(records.generatorRows(groups));
        figures.putAll(records.deadRows());
        return figures;
    }

    /** The list of all steps. */
    Map<String, String> ofSteps() {
        Map<String, String> figures = new TreeMap<>();
        metrics.keySet().forEach(step -> figures.putAll(stepRow("", step)));
        return figures;
    }

    /** A step's page. */
    Map<String, String> ofStep(TrainingStep step) {
        Map<String, String> row = row(step.getStep());
        Map<String, String> figures = new TreeMap<>();
        figures.put("//version in", row.get("version_in"));
        figures.put("//version out", row.get("version_out"));
        figures.put("//groups used", row.get("groups_used"));
        figures.put("//groups dropped", row.get("groups_dropped"));
        figures.put("//weights' checksum", LoggedChecksum.ofWeights(step).toString());
        figures.put("//state's checksum", LoggedChecksum.ofState(step).toString());
        figures.put("//committed", Numbers.time(Long.parseLong(row.get("finished_at_ms"))));
        for (String name : step.getMetricsMap().keySet()) {
            figures.put("metrics//" + name, row.get(name));
            if (name.startsWith("seconds/")) {
                figures.put(
                        "phases/phase %s/seconds".formatted(name.substring("seconds/".length())),
                        plain(row.get(name)) + " s");
            }
        }
        step.getHyperParametersMap().forEach((name, value) -> figures.put("hyper//" + name, Double.toString(value)));
        figures.putAll(GroupFigures.rowsOf(step, groups));
        return figures;
    }

    private Map<String, String> stepRow(String section, long step) {
        Map<String, String> row = row(step);
        String place = "%s/step %d/".formatted(section, step);
        return Map.of(
                place + "reward", row.containsKey("reward/mean") ? plain(row.get("reward/mean")) : NONE,
                place + "accuracy", percent(row.get("accuracy")),
                place + "groups used", row.get("groups_used"),
                place + "groups dropped", row.get("groups_dropped"),
                place + "weights", "%s → %s".formatted(row.get("version_in"), row.get("version_out")),
                place + "committed", Numbers.time(Long.parseLong(row.get("finished_at_ms"))));
    }

    private static Map<String, String> evaluationRow(Evaluation evaluation) {
        String place = "evaluations/evaluation %d/".formatted(evaluation.getVersion());
        return Map.of(
                place + "after step", Long.toString(evaluation.getStep()),
                place + "accuracy", accuracy(evaluation),
                place + "reward", result(evaluation, "reward"),
                place + "problems", Integer.toString(evaluation.getProblems()),
                place + "failed", Integer.toString(evaluation.getFailedGroups()),
                place + "ended", Numbers.time(evaluation.getFinishedAtMs()));
    }

    private Map<String, Long> droppedByCause() {
        Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
        events.steps().stream()
                .flatMap(step -> step.getDroppedList().stream())
                .forEach(group -> counts.merge(DroppedGroups.reason(group), 1L, Long::sum));
        Map<String, Long> byName = new TreeMap<>();
        counts.forEach((cause, count) -> byName.put(cause.name().toLowerCase(Locale.ROOT), count));
        return byName;
    }

    private String state() {
        return events.finished() != null ? "finished" : metrics.isEmpty() ? "before its first step" : "not finished";
    }

    private String steps() {
        return "%s of %s"
                .formatted(newest().getOrDefault("step", "0"), started().getConfigurationOrDefault("steps", "?"));
    }

    private RunStarted started() {
        return Objects.requireNonNull(events.started());
    }

    private Map<String, String> row(long step) {
        return Objects.requireNonNull(metrics.get(step));
    }

    private Map<String, String> newest() {
        return metrics.isEmpty() ? Map.of() : row(events.lastStep());
    }

    private @Nullable Evaluation lastEvaluation() {
        return events.evaluations().isEmpty() ? null : events.evaluations().getLast();
    }

    private static String accuracy(@Nullable Evaluation evaluation) {
        return evaluation == null ? NONE : result(evaluation, "accuracy");
    }

    private static String result(Evaluation evaluation, String name) {
        @Nullable Double value = evaluation.getResultsMap().get(name);
        return value == null ? NONE : value.toString();
    }

    private static String plain(@Nullable String exact) {
        return exact == null ? NONE : Numbers.plain(Double.valueOf(exact));
    }

    private static String percent(@Nullable String exact) {
        return exact == null ? NONE : Numbers.percent(Double.valueOf(exact));
    }
}
