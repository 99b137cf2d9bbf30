package io.kafkagrpo.report.plot;

/** A panel's rectangle in pixels, y downwards. */
public record PlotFrame(int left, int top, int width, int height) {
    public int bottom() {
        return top + height;
    }

    public int right() {
        return left + width;
    }
}
