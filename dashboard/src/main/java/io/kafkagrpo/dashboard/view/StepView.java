package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.query.GroupQueries;
import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A training step.
 *
 * @param previous the step before; 0 where there is none
 * @param following the step after; 0 where there is none yet
 * @param cards versions, checksums, counts
 * @param phases seconds of each, with their share of the longest
 * @param metrics all of them by name
 * @param hyperParameters in force
 * @param used groups in the order of the batch
 * @param dropped groups with their reasons
 */
public record StepView(
        String run,
        long step,
        long previous,
        long following,
        List<Cell> cards,
        List<Phase> phases,
        List<Cell> metrics,
        List<Cell> hyperParameters,
        List<GroupLine> used,
        List<GroupLine> dropped) {
    private static final int MOST_CHARACTERS = 200;

    /**
     * A phase of the step.
     *
     * @param share of the longest phase, 0 to 100
     */
    public record Phase(String name, String seconds, int share) {}

    /**
     * Makes the view.
     *
     * @param previous the step before; 0 where there is none
     * @param following the step after; 0 where there is none yet
     */
    public static StepView of(String run, TrainingStep step, long previous, long following, GroupQueries groups) {
        return new StepView(
                run,
                step.getStep(),
                previous,
                following,
                cards(step),
                phases(step.getMetricsMap()),
                numbers(step.getMetricsMap()),
                numbers(step.getHyperParametersMap()),
                groups.usedBy(run, step.getStep()).stream()
                        .map(group -> GroupLine.of(run, group, step.getVersionIn()))
                        .toList(),
                groups.droppedBy(run, step.getStep()).stream()
                        .map(group -> GroupLine.of(run, group, step.getVersionIn()))
                        .toList());
    }

    private static List<Cell> cards(TrainingStep step) {
        return List.of(
                Cell.count("version in", step.getVersionIn(), "Weights that it began with."),
                Cell.count("version out", step.getVersionOut(), "Weights that it made."),
                Cell.count("groups used", step.getUsedCount(), "That it trained on."),
                Cell.count("groups dropped", step.getDroppedCount(), "Decided since the step before, and left out."),
                Cell.text(
                        "weights' checksum",
                        LoggedChecksum.ofWeights(step).toString(),
                        "Of the published bf16 weights; generators and replay compare it."),
                Cell.text(
                        "state's checksum",
                        LoggedChecksum.ofState(step).toString(),
                        "Of the optimizer's masters and moments; a restart redoes the step and compares."),
                Cell.text("committed", Numbers.time(step.getFinishedAtMs()), "By the learner's clock."));
    }

    private static List<Phase> phases(Map<String, Double> metrics) {
        double longest = metrics.entrySet().stream()
                .filter(metric -> metric.getKey().startsWith(MetricNames.SECONDS))
                .mapToDouble(Map.Entry::getValue)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        List<Phase> phases = new ArrayList<>();
        new TreeMap<>(metrics).forEach((name, value) -> {
            if (name.startsWith(MetricNames.SECONDS)) {
                phases.add(new Phase(
                        VisibleText.line(name.substring(MetricNames.SECONDS.length()), MOST_CHARACTERS),
                        Numbers.plain(value) + " s",
                        longest > 0 && Double.isFinite(value) ? (int) Math.round(100 * value / longest) : 0));
            }
        });
        return phases;
    }

    private static List<Cell> numbers(Map<String, Double> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(value -> Cell.number(
                                VisibleText.line(value.getKey(), MOST_CHARACTERS),
                                value.getValue(),
                                Words.metric(value.getKey())))
                        .toList();
    }
}
