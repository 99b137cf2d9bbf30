package io.kafkagrpo.cli.past;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.report.RunReport;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Two runs side by side, for a person. */
record RunDiff(Side first, Side second) {
    private static final int ROWS = 20;
    private static final int WIDTH = 28;
    private static final String ROW = "%-36s %" + WIDTH + "s %" + WIDTH + "s%n";

    /**
     * One of them.
     *
     * @param started as its log says
     */
    record Side(String name, RunStarted started, RunEvents events, RunReport report) {
        @Nullable
        String value(String key) {
            Key<?> known = Keys.ALL.get(key);
            return started.getConfigurationMap().getOrDefault(key, known == null ? null : known.defaultText());
        }

        /** Mean reward of the steps from {@code after} exclusively to {@code last}. */
        OptionalDouble reward(long after, long last) {
            return events.steps().stream()
                    .filter(step -> after < step.getStep() && step.getStep() <= last)
                    .filter(step -> step.containsMetrics(MetricNames.REWARD))
                    .mapToDouble(step -> step.getMetricsOrThrow(MetricNames.REWARD))
                    .filter(Double::isFinite)
                    .average();
        }

        OptionalDouble accuracy(long step) {
            return events.evaluations().stream()
                    .filter(evaluation -> evaluation.getStep() == step)
                    .filter(evaluation -> evaluation.containsResults(MetricNames.ACCURACY))
                    .mapToDouble(evaluation -> evaluation.getResultsOrThrow(MetricNames.ACCURACY))
                    .findFirst();
        }
    }

    void print(PrintWriter out) {
        out.printf(ROW, "", shortened(first.name()), shortened(second.name()));
        configurations(out);
        rewards(out);
        accuracies(out);
        results(out);
    }

    private void configurations(PrintWriter out) {
        TreeSet<String> keys =
                new TreeSet<>(first.started().getConfigurationMap().keySet());
        keys.addAll(second.started().getConfigurationMap().keySet());
        keys.remove(Keys.RUN.name());
        keys.removeIf(key -> Objects.equals(first.value(key), second.value(key)));
        out.println();
        out.println(keys.isEmpty() ? "configuration: no key differs" : "configuration, keys that differ");
        keys.forEach(key -> out.printf(ROW, "  " + key, shown(first.value(key)), shown(second.value(key))));
        if (!first.started().getModelHash().equals(second.started().getModelHash())) {
            out.println("  the models differ too");
        }
    }

    private void rewards(PrintWriter out) {
        long last = Math.max(first.events().lastStep(), second.events().lastStep());
        if (last == 0) {
            return;
        }
        long stride = Math.max(1, (last + ROWS - 1) / ROWS);
        out.println();
        out.println(stride == 1 ? "reward by step" : "mean reward of %d steps each, up to step".formatted(stride));
        for (long step = stride; step - stride < last; step += stride) {
            long to = Math.min(step, last);
            out.printf(
                    ROW, "  " + to, number(first.reward(step - stride, to)), number(second.reward(step - stride, to)));
        }
    }

    private void accuracies(PrintWriter out) {
        TreeSet<Long> steps = new TreeSet<>();
        for (Side side : List.of(first, second)) {
            side.events().evaluations().stream().map(Evaluation::getStep).forEach(steps::add);
        }
        if (steps.isEmpty()) {
            return;
        }
        out.println();
        out.println("accuracy on held-out problems, after step");
        steps.forEach(
                step -> out.printf(ROW, "  " + step, percent(first.accuracy(step)), percent(second.accuracy(step))));
    }

    private void results(PrintWriter out) {
        Map<String, Object> one = figures(first.report());
        Map<String, Object> other = figures(second.report());
        LinkedHashSet<String> names = new LinkedHashSet<>(one.keySet());
        names.addAll(other.keySet());
        out.println();
        out.println("results");
        names.forEach(name -> out.printf(ROW, "  " + name, shown(one.get(name)), shown(other.get(name))));
    }

    private static Map<String, Object> figures(RunReport report) {
        return new JsonMapper().convertValue(report, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "-";
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()) : "-";
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "-" : shortened(Printable.line(value.toString()));
    }

    private static String shortened(String text) {
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
    }
}
