package io.kafkagrpo.report;

import io.kafkagrpo.record.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the training steps' metrics as comma-separated values: a line per step, a column per metric. */
public final class MetricsCsv {
    private MetricsCsv() {}

    /** A metric that a step lacks is an empty field. */
    public static String of(List<TrainingStep> steps) {
        TreeSet<String> names = new TreeSet<>();
        steps.forEach(step -> names.addAll(step.getMetricsMap().keySet()));
        StringBuilder csv = new StringBuilder(line(Stream.concat(
                Stream.of("step", "version_in", "version_out", "finished_at_ms", "groups_used", "groups_dropped"),
                names.stream())));
        for (TrainingStep step : steps) {
            Map<String, Double> metrics = step.getMetricsMap();
            csv.append(line(Stream.concat(
                    Stream.of(
                                    step.getStep(),
                                    step.getVersionIn(),
                                    step.getVersionOut(),
                                    step.getFinishedAtMs(),
                                    (long) step.getUsedCount(),
                                    (long) step.getDroppedCount())
                            .map(String::valueOf),
                    names.stream().map(name -> metrics.containsKey(name) ? Double.toString(metrics.get(name)) : ""))));
        }
        return csv.toString();
    }

    private static String line(Stream<String> fields) {
        return fields.collect(Collectors.joining(",", "", "\n"));
    }
}
