package io.kafkagrpo.cli.bench.staleness;

import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Puts measurements side by side: a row for each run, then the means of each bound over its seeds.
 *
 * @param target share of the held-out problems whose reaching is timed
 * @param runs at least one
 */
record StalenessTable(double target, List<TrainingMeasurement> runs) {
    private static final String NONE = "–";

    /** The lines of a Markdown table. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>(List.of(
                "| max-staleness | seed | correction | s to %1$s | steps to %1$s | × of staleness 0 | s in all | final accuracy | staleness mean, max | generator idle | learner waits |"
                        .formatted(percent(target, 0)),
                "|---|---|---|---|---|---|---|---|---|---|---|"));
        runs.forEach(run -> lines.add(row(
                Long.toString(run.seed()),
                List.of(run),
                runs.stream()
                        .filter(other -> other.maxStaleness() == 0 && other.seed() == run.seed())
                        .toList())));
        if (runs.stream().mapToLong(TrainingMeasurement::seed).distinct().count() > 1) {
            bounds().forEach(bound -> lines.add(row("mean", at(bound), at(0))));
        }
        return lines;
    }

    /** What each bound above 0 costs and gains against 0, in words; nothing without runs at 0. */
    List<String> verdicts() {
        if (at(0).isEmpty()) {
            return List.of();
        }
        return bounds().stream()
                .filter(bound -> bound > 0)
                .map(bound -> String.format(
                        Locale.ROOT,
                        "max-staleness %d against 0: final accuracy %+.1f points, %s of the wall-clock to %s.",
                        bound,
                        100 * (finalAccuracy(at(bound)) - finalAccuracy(at(0))),
                        ratio(at(bound), at(0)),
                        percent(target, 0)))
                .toList();
    }

    /** One run, or several at the same bound, whose means are given. */
    private String row(String seed, List<TrainingMeasurement> same, List<TrainingMeasurement> baseline) {
        TrainingMeasurement first = same.getFirst();
        return "| "
                + String.join(
                        " | ",
                        Integer.toString(first.maxStaleness()),
                        seed,
                        first.correction(),
                        reached(same) ? number(secondsTo(same)) : NONE,
                        reached(same)
                                ? number(mean(
                                        same,
                                        run -> run.firstAt(target).orElseThrow().step()))
                                : NONE,
                        ratio(same, baseline),
                        number(mean(same, run -> run.last().seconds())),
                        percent(finalAccuracy(same), 1),
                        String.format(
                                Locale.ROOT,
                                "%.1f, %d",
                                mean(same, TrainingMeasurement::meanStaleness),
                                same.stream()
                                        .mapToLong(TrainingMeasurement::maxStalenessSeen)
                                        .max()
                                        .orElseThrow()),
                        percent(mean(same, TrainingMeasurement::generatorIdle), 0),
                        percent(mean(same, TrainingMeasurement::learnerWaits), 0))
                + " |";
    }

    /** Of the mean times; not a number where a run never got there. */
    private String ratio(List<TrainingMeasurement> some, List<TrainingMeasurement> baseline) {
        return baseline.isEmpty() || !reached(some) || !reached(baseline)
                ? NONE
                : String.format(Locale.ROOT, "%.2f ×", secondsTo(some) / secondsTo(baseline));
    }

    private boolean reached(List<TrainingMeasurement> some) {
        return some.stream().allMatch(run -> run.firstAt(target).isPresent());
    }

    private double secondsTo(List<TrainingMeasurement> some) {
        return mean(some, run -> run.firstAt(target).orElseThrow().seconds());
    }

    private static double finalAccuracy(List<TrainingMeasurement> some) {
        return mean(some, run -> run.last().accuracy());
    }

    private static double mean(List<TrainingMeasurement> some, ToDoubleFunction<TrainingMeasurement> value) {
        return some.stream().mapToDouble(value).average().orElseThrow();
    }

    private List<TrainingMeasurement> at(int bound) {
        return runs.stream().filter(run -> run.maxStaleness() == bound).toList();
    }

    private List<Integer> bounds() {
        return runs.stream()
                .map(TrainingMeasurement::maxStaleness)
                .distinct()
                .sorted()
                .toList();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String percent(double share, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share);
    }
}
