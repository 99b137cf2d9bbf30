package io.kafkagrpo.cli.bench.staleness;

import io.kafkagrpo.cli.bench.training.TrainingMeasurement;
import io.kafkagrpo.report.plot.Palette;
import io.kafkagrpo.report.plot.PlotAxis;
import io.kafkagrpo.report.plot.PlotPanel;
import io.kafkagrpo.report.plot.Svg;
import java.util.List;

/** Draws accuracy over wall-clock as SVG: a line for each run, a colour for each bound of staleness. */
final class StalenessPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 430;
    private static final PlotPanel.Frame FRAME = new PlotPanel.Frame(64, 56, 672, 310);

    private StalenessPlot() {}

    /** The drawing of at least one run. */
    static String of(String title, double target, List<TrainingMeasurement> runs) {
        double longest =
                runs.stream().mapToDouble(run -> run.last().seconds()).max().orElseThrow();
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(FRAME.left(), 26, "start", 16, "#111", title);
        PlotPanel panel = new PlotPanel(svg, FRAME, PlotAxis.covering(0, longest), PlotAxis.covering(0, 100));
        panel.axes("% of held-out problems", "seconds of training");
        panel.line(
                List.of(
                        new PlotPanel.Point(0, 100 * target),
                        new PlotPanel.Point(panel.horizontal().to(), 100 * target)),
                "#999999",
                1);
        List<Integer> bounds = runs.stream()
                .map(TrainingMeasurement::maxStaleness)
                .distinct()
                .sorted()
                .toList();
        for (TrainingMeasurement run : runs) {
            String colour = Palette.colour(bounds.indexOf(run.maxStaleness()));
            List<PlotPanel.Point> points = run.curve().stream()
                    .map(point -> new PlotPanel.Point(point.seconds(), 100 * point.accuracy()))
                    .toList();
            panel.line(points, colour, 2);
            panel.dots(points, colour, 2);
        }
        for (int bound : bounds) {
            svg.text(
                    FRAME.right(),
                    FRAME.bottom() - 14 - 18.0 * (bounds.size() - 1 - bounds.indexOf(bound)),
                    "end",
                    13,
                    Palette.colour(bounds.indexOf(bound)),
                    "max-staleness " + bound);
        }
        return svg.finish();
    }
}
