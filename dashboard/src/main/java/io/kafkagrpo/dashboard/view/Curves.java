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
import java.util.TreeMap;
import java.util.TreeSet;

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
        for (Figure figure : Figure.ALL) {
            ArrayNode lines = figures.putArray(figure.id());
            for (Series series : of(figure, events)) {
                ObjectNode line = lines.addObject().put("name", series.name());
                ArrayNode x = line.putArray("x");
                series.steps().forEach(x::add);
                ArrayNode y = line.putArray("y");
                series.values().forEach(value -> y.add(Double.isFinite(value) ? value : null));
            }
        }
        return root.toString();
    }

    static List<Series> of(Figure figure, RunEvents events) {
        TreeSet<String> names = new TreeSet<>();
        for (TrainingStep step : events.steps()) {
            step.getMetricsMap().keySet().stream().filter(figure::draws).forEach(names::add);
        }
        List<Series> lines = new ArrayList<>();
        for (String name : names) {
            Series line = new Series(name, new ArrayList<>(), new ArrayList<>());
            for (TrainingStep step : events.steps()) {
                Double value = step.getMetricsMap().get(name);
                if (value != null) {
                    line.steps().add(step.getStep());
                    line.values().add(value);
                }
            }
            lines.add(line);
        }
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
