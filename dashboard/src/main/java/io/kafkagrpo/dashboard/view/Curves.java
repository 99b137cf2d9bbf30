package io.kafkagrpo.dashboard.view;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of a run as values over steps, for the page's charts. */
public final class Curves {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Curves() {}

    /**
     * One line of a figure.
     *
     * @param name of its metric
     * @param steps where it has values, ascending
     * @param values as the log has them
     */
    record Series(String name, List<Long> steps, List<Double> values) {}

    /** All figures that have values, as JSON. What is no finite number is null there, as JSON has no other. */
    public static String json(String run, RunEvents events) {
        ObjectNode root = MAPPER.createObjectNode().put("run", run);
        root.put("steps", events.steps().size());
        ObjectNode figures = root.putObject("figures");
        SortedMap<String, Series> ofSteps = ofSteps(events);
        for (Figure figure : Figure.ALL) {
            ArrayNode lines = figures.putArray(figure.id());
            for (Series series : of(figure, ofSteps, events)) {
                ObjectNode line = lines.addObject().put("name", series.name());
                ArrayNode x = line.putArray("x");
                series.steps().forEach(x::add);
                ArrayNode y = line.putArray("y");
                series.values().forEach(value -> y.add(Double.isFinite(value) ? value : null));
            }
        }
        return root.toString();
    }

    /** All metrics of the steps by name; each step is looked at once. */
    private static SortedMap<String, Series> ofSteps(RunEvents events) {
        SortedMap<String, Series> lines = new TreeMap<>();
        for (TrainingStep step : events.steps()) {
            step.getMetricsMap().forEach((name, value) -> {
                Series line = lines.computeIfAbsent(name, _ -> new Series(name, new ArrayList<>(), new ArrayList<>()));
                line.steps().add(step.getStep());
                line.values().add(value);
            });
        }
        return lines;
    }

    private static List<Series> of(Figure figure, SortedMap<String, Series> ofSteps, RunEvents events) {
        List<Series> lines = new ArrayList<>(ofSteps.values().stream()
                .filter(line -> figure.draws(line.name()))
                .toList());
        if (figure.names().contains(MetricNames.ACCURACY)) {
            lines.addAll(evaluations(events));
        }
        return lines;
    }

    private static List<Series> evaluations(RunEvents events) {
        Map<String, Series> lines = new TreeMap<>();
        for (Evaluation evaluation : events.evaluations()) {
            evaluation.getResultsMap().forEach((name, value) -> {
                if (name.equals(MetricNames.ACCURACY) || name.startsWith(MetricNames.PASS_AT)) {
                    Series line = lines.computeIfAbsent(
                            name, _ -> new Series("evaluation " + name, new ArrayList<>(), new ArrayList<>()));
                    line.steps().add(evaluation.getStep());
                    line.values().add(value);
                }
            });
        }
        return List.copyOf(lines.values());
    }
}
