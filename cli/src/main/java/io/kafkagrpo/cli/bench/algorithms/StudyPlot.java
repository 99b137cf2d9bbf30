package io.kafkagrpo.cli.bench.algorithms;

import io.kafkagrpo.report.plot.Palette;
import io.kafkagrpo.report.plot.PlotAxis;
import io.kafkagrpo.report.plot.PlotPanel;
import io.kafkagrpo.report.plot.Svg;
import java.util.List;

/** Draws final accuracies as SVG: a row for each objective, a dot for each run, a colour for each bound of staleness. */
final class StudyPlot {
    private static final int WIDTH = 760;
    private static final int ROW = 24;
    private static final int LEFT = 150;
    private static final int TOP = 62;

    private StudyPlot() {}

    /** The drawing of at least one run. */
    static String of(String title, StudyTable table) {
        List<String> variants = table.variants();
        List<Integer> bounds = table.bounds();
        int height = ROW * variants.size();
        Svg svg = new Svg(WIDTH, TOP + height + 60);
        svg.text(16, 26, "start", 16, "#111", title);
        for (int i = 0; i < bounds.size(); i++) {
            svg.text(LEFT + 140.0 * i, 48, "start", 13, Palette.colour(i), "● max-staleness " + bounds.get(i));
        }
        // rows from above, so the vertical axis counts down: row r has its middle at size - r - 0.5
        PlotPanel panel = new PlotPanel(
                svg,
                new PlotPanel.Frame(LEFT, TOP, WIDTH - LEFT - 24, height),
                PlotAxis.covering(0, 100),
                new PlotAxis(0, variants.size(), variants.size()));
        for (int row = 0; row < variants.size(); row++) {
            svg.text(LEFT - 8.0, TOP + ROW * (row + 0.5) + 4, "end", 13, "#111", variants.get(row));
        }
        panel.horizontalAxis("% of held-out problems right at the end");
        for (StudiedRun run : table.runs()) {
            int bound = bounds.indexOf(run.measured().maxStaleness());
            // side by side within the row, so that equal values don't hide each other
            double within = (bound + 1.0) / (bounds.size() + 1);
            double y = variants.size() - variants.indexOf(run.variant()) - within;
            panel.dots(List.of(new PlotPanel.Point(100 * run.accuracy(), y)), Palette.colour(bound), 3);
        }
        return svg.finish();
    }
}
