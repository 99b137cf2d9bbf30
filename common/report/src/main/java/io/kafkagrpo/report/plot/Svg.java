package io.kafkagrpo.report.plot;

import java.util.Locale;

/** Writes the few SVG elements that a plot needs. Coordinates are pixels, y downwards. */
public final class Svg {
    private final StringBuilder out = new StringBuilder();

    public Svg(int width, int height) {
        add(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="Helvetica, Arial, sans-serif">""", width, height));
        add(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height));
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        add(String.format(
                Locale.ROOT,
                "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"%s\" stroke-width=\"1\"/>",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    void path(String data, String colour, double width) {
        add(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\"/>",
                data,
                colour,
                width));
    }

    void circle(double x, double y, double radius, String colour) {
        add(String.format(
                Locale.ROOT, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.1f\" fill=\"%s\"/>", x, y, radius, colour));
    }

    public void text(double x, double y, String anchor, int size, String colour, String text) {
        add(String.format(
                Locale.ROOT,
                "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>",
                x,
                y,
                anchor,
                size,
                colour,
                escaped(text)));
    }

    /** A text that reads upwards, centred on a point. */
    void verticalText(double x, double y, int size, String colour, String text) {
        add(String.format(
                Locale.ROOT,
                "<text transform=\"translate(%.2f %.2f) rotate(-90)\" text-anchor=\"middle\" font-size=\"%d\" fill=\"%s\">%s</text>",
                x,
                y,
                size,
                colour,
                escaped(text)));
    }

    public String finish() {
        return out + "</svg>\n";
    }

    private void add(String element) {
        out.append(element).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
