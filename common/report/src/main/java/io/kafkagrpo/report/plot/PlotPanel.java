package io.kafkagrpo.report.plot;

import java.util.List;
import java.util.Locale;

/** One coordinate system in a drawing. */
public record PlotPanel(Svg svg, Frame frame, PlotAxis horizontal, PlotAxis vertical) {
    /** The panel's rectangle in pixels, y downwards. */
    public record Frame(int left, int top, int width, int height) {
        public int bottom() {
            return top + height;
        }

        public int right() {
            return left + width;
        }
    }

    /** A point in the units of the data. */
    public record Point(double x, double y) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    private static final String GREY = "#d8d8d8";
    private static final String DARK = "#444";

    /** Grid lines, ticks and titles; an empty title is left out. */
    public void axes(String verticalTitle, String horizontalTitle) {
        for (double tick : vertical.ticks()) {
            double y = y(tick);
            svg.line(frame.left(), y, frame.right(), y, GREY);
            svg.text(frame.left() - 8, y + 4, "end", 12, DARK, vertical.label(tick));
        }
        svg.verticalText(16, frame.top() + frame.height() / 2.0, 12, DARK, verticalTitle);
        horizontalAxis(horizontalTitle);
    }

    /** The axis below alone, where rows have names instead of values; an empty title is left out. */
    public void horizontalAxis(String title) {
        for (double tick : horizontal.ticks()) {
            double x = x(tick);
            svg.line(x, frame.bottom(), x, frame.bottom() + 5, DARK);
            svg.text(x, frame.bottom() + 19, "middle", 12, DARK, horizontal.label(tick));
        }
        svg.line(frame.left(), frame.bottom(), frame.right(), frame.bottom(), DARK);
        if (!title.isEmpty()) {
            svg.text(frame.left() + frame.width() / 2.0, frame.bottom() + 40, "middle", 12, DARK, title);
        }
    }

    public void line(List<Point> points, String colour, double width) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(
                    String.format(Locale.ROOT, "%s%.2f,%.2f", path.isEmpty() ? "M" : " L", x(point.x()), y(point.y())));
        }
        if (!path.isEmpty()) {
            svg.path(path.toString(), colour, width);
        }
    }

    public void dots(List<Point> points, String colour, double radius) {
        points.forEach(point -> svg.circle(x(point.x()), y(point.y()), radius, colour));
    }

    /** Writes the first and the last value beside their points. */
    void labels(List<Point> points, String colour) {
        label(points.getFirst(), "start", 8, colour);
        if (points.size() > 1) {
            label(points.getLast(), "end", -8, colour);
        }
    }

    private void label(Point point, String anchor, int shift, String colour) {
        double above = y(point.y()) - 9;
        svg.text(
                x(point.x()) + shift,
                above < frame.top() + 4 ? above + 26 : above,
                anchor,
                12,
                colour,
                String.format(Locale.ROOT, "%.1f", point.y()));
    }

    private double x(double value) {
        return frame.left() + frame.width() * horizontal.share(value);
    }

    private double y(double value) {
        return frame.bottom() - frame.height() * vertical.share(value);
    }
}
