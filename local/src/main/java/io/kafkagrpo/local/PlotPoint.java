package io.kafkagrpo.local;

/** A point in the units of the data. */
record PlotPoint(double x, double y) {
    boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y);
    }
}
