package io.kafkagrpo.local;

/** A panel's rectangle in pixels, y downwards. */
record PlotFrame(int left, int top, int width, int height) {
    int bottom() {
        return top + height;
    }

    int right() {
        return left + width;
    }
}
