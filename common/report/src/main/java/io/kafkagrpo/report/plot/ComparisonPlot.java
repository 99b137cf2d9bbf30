package io.kafkagrpo.report.plot;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TrainingStep;
import java.util.List;
import java.util.stream.Stream;

/**
 * Draws two runs over the same steps: above, the mean reward smoothed; below, the accuracy of each evaluation, if
 * there are any.
 */
public final class ComparisonPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int REWARD_TOP = 76;
    private static final int REWARD_HEIGHT = 230;
    private static final int GAP = 62;
    private static final int ACCURACY_HEIGHT = 160;
    private static final int BOTTOM = 50;
    private static final String BLUE = "#2563a8";
    private static final String ORANGE = "#c2570c";

    private ComparisonPlot() {}

    /** A run with its name and what its topic tells of it. */
    public record Named(String name, RunEvents events) {
        private List<PlotPanel.Point> rewards() {
            return events.steps().stream()
                    .filter(step -> step.containsMetrics(MetricNames.REWARD))
                    .map(step -> new PlotPanel.Point(step.getStep(), step.getMetricsOrThrow(MetricNames.REWARD)))
                    .filter(PlotPanel.Point::isFinite)
                    .toList();
        }

        private List<PlotPanel.Point> accuracies() {
            return events.evaluations().stream()
                    .filter(evaluation -> evaluation.containsResults(MetricNames.ACCURACY))
                    .map(evaluation -> new PlotPanel.Point(
                            evaluation.getStep(), 100 * evaluation.getResultsOrThrow(MetricNames.ACCURACY)))
                    .filter(PlotPanel.Point::isFinite)
                    .toList();
        }

        private double lastStep() {
            return Stream.concat(
                            events.steps().stream().map(TrainingStep::getStep),
                            events.evaluations().stream().map(Evaluation::getStep))
                    .mapToDouble(Long::doubleValue)
                    .max()
                    .orElse(1);
        }
    }

    /** The drawing. */
    public static String of(Named first, Named second) {
        boolean evaluated =
                !first.accuracies().isEmpty() || !second.accuracies().isEmpty();
        int height = REWARD_TOP + REWARD_HEIGHT + BOTTOM + (evaluated ? GAP + ACCURACY_HEIGHT : 0);
        Svg svg = new Svg(WIDTH, height);
        svg.text(LEFT, 26, "start", 16, "#111", "Mean reward per training step, smoothed");
        svg.text(LEFT, 50, "start", 14, BLUE, first.name());
        svg.text(WIDTH - RIGHT, 50, "end", 14, ORANGE, second.name());
        List<PlotPanel.Point> blue = RewardPlot.smoothed(first.rewards());
        List<PlotPanel.Point> orange = RewardPlot.smoothed(second.rewards());
        PlotAxis steps = PlotAxis.covering(0, Math.max(first.lastStep(), second.lastStep()));
        PlotPanel reward = new PlotPanel(
                svg,
                new PlotPanel.Frame(LEFT, REWARD_TOP, WIDTH - LEFT - RIGHT, REWARD_HEIGHT),
                steps,
                PlotAxis.covering(least(blue, orange), most(blue, orange)));
        reward.axes("reward", evaluated ? "" : "training step");
        reward.line(blue, BLUE, 2.5);
        reward.line(orange, ORANGE, 2.5);
        if (evaluated) {
            int top = REWARD_TOP + REWARD_HEIGHT + GAP;
            svg.text(LEFT, top - 12, "start", 14, "#111", "Accuracy on held-out problems");
            PlotPanel accuracy = new PlotPanel(
                    svg,
                    new PlotPanel.Frame(LEFT, top, WIDTH - LEFT - RIGHT, ACCURACY_HEIGHT),
                    steps,
                    PlotAxis.covering(0, 100));
            accuracy.axes("%", "training step");
            accuracy.line(first.accuracies(), BLUE, 2);
            accuracy.dots(first.accuracies(), BLUE, 3.5);
            accuracy.line(second.accuracies(), ORANGE, 2);
            accuracy.dots(second.accuracies(), ORANGE, 3.5);
        }
        return svg.finish();
    }

    private static double least(List<PlotPanel.Point> first, List<PlotPanel.Point> second) {
        return Stream.concat(first.stream(), second.stream())
                .mapToDouble(PlotPanel.Point::y)
                .min()
                .orElse(0);
    }

    private static double most(List<PlotPanel.Point> first, List<PlotPanel.Point> second) {
        return Stream.concat(first.stream(), second.stream())
                .mapToDouble(PlotPanel.Point::y)
                .max()
                .orElse(1);
    }
}
