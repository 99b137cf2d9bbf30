package io.kafkagrpo.report.plot;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.TrainingStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a run as SVG: above, the mean reward of each step and its exponential moving average; below, the accuracy
 * of each evaluation, if there are any.
 */
public final class RewardPlot {
    private static final int WIDTH = 760;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int REWARD_TOP = 56;
    private static final int REWARD_HEIGHT = 230;
    private static final int GAP = 62;
    private static final int ACCURACY_HEIGHT = 130;
    private static final int BOTTOM = 50;

    /** Weight of a new step in the smoothed line: about the last ten steps. */
    private static final double SMOOTHING = 0.18;

    private static final String BLUE = "#2563a8";
    private static final String LIGHT_BLUE = "#9dbfe0";
    private static final String ORANGE = "#c2570c";

    private RewardPlot() {}

    /** The drawing; a step without a mean reward leaves a gap in the points. */
    public static String of(String run, List<TrainingStep> steps, List<Evaluation> evaluations) {
        List<PlotPanel.Point> rewards = steps.stream()
                .filter(step -> step.containsMetrics(MetricNames.REWARD))
                .map(step -> new PlotPanel.Point(step.getStep(), step.getMetricsOrThrow(MetricNames.REWARD)))
                .filter(PlotPanel.Point::isFinite)
                .toList();
        List<PlotPanel.Point> accuracies = evaluations.stream()
                .filter(evaluation -> evaluation.containsResults(MetricNames.ACCURACY))
                .map(evaluation -> new PlotPanel.Point(
                        evaluation.getStep(), 100 * evaluation.getResultsOrThrow(MetricNames.ACCURACY)))
                .filter(PlotPanel.Point::isFinite)
                .toList();
        double lastStep = steps.isEmpty() ? 1 : steps.getLast().getStep();
        int height = REWARD_TOP + REWARD_HEIGHT + BOTTOM + (accuracies.isEmpty() ? 0 : GAP + ACCURACY_HEIGHT);
        Svg svg = new Svg(WIDTH, height);
        svg.text(LEFT, 26, "start", 16, "#111", "Run " + run + ": mean reward per training step");
        PlotPanel reward = new PlotPanel(
                svg,
                new PlotPanel.Frame(LEFT, REWARD_TOP, WIDTH - LEFT - RIGHT, REWARD_HEIGHT),
                PlotAxis.covering(0, lastStep),
                PlotAxis.covering(least(rewards), most(rewards)));
        reward.axes("reward", accuracies.isEmpty() ? "training step" : "");
        reward.line(rewards, LIGHT_BLUE, 1);
        reward.dots(rewards, LIGHT_BLUE, 1.8);
        reward.line(smoothed(rewards), BLUE, 2.5);
        svg.text(WIDTH - RIGHT, REWARD_TOP - 10, "end", 12, BLUE, "thick: exponential moving average");
        if (!accuracies.isEmpty()) {
            int top = REWARD_TOP + REWARD_HEIGHT + GAP;
            PlotPanel accuracy = new PlotPanel(
                    svg,
                    new PlotPanel.Frame(LEFT, top, WIDTH - LEFT - RIGHT, ACCURACY_HEIGHT),
                    PlotAxis.covering(0, lastStep),
                    PlotAxis.covering(0, 100));
            svg.text(LEFT, top - 12, "start", 14, "#111", "Accuracy on held-out problems");
            accuracy.axes("%", "training step");
            accuracy.line(accuracies, ORANGE, 2);
            accuracy.dots(accuracies, ORANGE, 3.5);
            accuracy.labels(accuracies, ORANGE);
        }
        return svg.finish();
    }

    /** An exponential moving average without the bias of its start (as Adam's moments are corrected). */
    static List<PlotPanel.Point> smoothed(List<PlotPanel.Point> points) {
        List<PlotPanel.Point> smoothed = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (PlotPanel.Point point : points) {
            sum = (1 - SMOOTHING) * sum + SMOOTHING * point.y();
            weight = (1 - SMOOTHING) * weight + SMOOTHING;
            smoothed.add(new PlotPanel.Point(point.x(), sum / weight));
        }
        return smoothed;
    }

    private static double least(List<PlotPanel.Point> points) {
        return points.stream().mapToDouble(PlotPanel.Point::y).min().orElse(0);
    }

    private static double most(List<PlotPanel.Point> points) {
        return points.stream().mapToDouble(PlotPanel.Point::y).max().orElse(1);
    }
}
