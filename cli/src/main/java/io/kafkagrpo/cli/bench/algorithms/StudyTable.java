package io.kafkagrpo.cli.bench.algorithms;

import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The runs side by side: for each objective a row, for each bound of staleness its seeds' mean and range.
 *
 * @param target share of the held-out problems whose reaching is timed
 * @param runs at least one
 */
record StudyTable(double target, List<StudiedRun> runs) {
    private static final String NONE = "–";

    /** The lines of a Markdown table. */
    List<String> markdown() {
        StringBuilder head = new StringBuilder("| objective |");
        StringBuilder rule = new StringBuilder("|---|");
        for (int bound : bounds()) {
            head.append(" max-staleness %d: final accuracy | s to %.0f %% | s in all |".formatted(bound, 100 * target));
            rule.append("---|---|---|");
        }
        List<String> lines = new ArrayList<>(List.of(head.toString(), rule.toString()));
        for (String variant : variants()) {
            StringBuilder row = new StringBuilder("| `" + variant + "` |");
            for (int bound : bounds()) {
                row.append(cells(at(variant, bound)));
            }
            lines.add(row.toString());
        }
        return lines;
    }

    /** The objectives, in the order of the runs. */
    List<String> variants() {
        return runs.stream().map(StudiedRun::variant).distinct().toList();
    }

    /** The bounds of staleness, ascending. */
    List<Integer> bounds() {
        return runs.stream()
                .map(run -> run.measured().maxStaleness())
                .distinct()
                .sorted()
                .toList();
    }

    private List<StudiedRun> at(String variant, int bound) {
        return runs.stream()
                .filter(run -> run.variant().equals(variant) && run.measured().maxStaleness() == bound)
                .toList();
    }

    private String cells(List<StudiedRun> same) {
        if (same.isEmpty()) {
            return " %s | %s | %s |".formatted(NONE, NONE, NONE);
        }
        DoubleSummaryStatistics accuracy =
                same.stream().mapToDouble(StudiedRun::accuracy).summaryStatistics();
        double seconds = same.stream()
                .mapToDouble(run -> run.measured().last().seconds())
                .average()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                " %.1f %%%s | %s | %.0f |",
                100 * accuracy.getAverage(),
                same.size() == 1
                        ? ""
                        : String.format(
                                Locale.ROOT, " (%.1f to %.1f)", 100 * accuracy.getMin(), 100 * accuracy.getMax()),
                secondsToTarget(same),
                seconds);
    }

    /** The mean of those that got there, and how many did where not all. */
    private String secondsToTarget(List<StudiedRun> same) {
        List<Double> reached = same.stream()
                .map(run -> run.measured().firstAt(target).map(TrainingMeasurement.Point::seconds))
                .flatMap(Optional::stream)
                .toList();
        if (reached.isEmpty()) {
            return NONE;
        }
        double mean =
                reached.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return reached.size() == same.size()
                ? String.format(Locale.ROOT, "%.0f", mean)
                : String.format(Locale.ROOT, "%.0f (%d of %d)", mean, reached.size(), same.size());
    }
}
