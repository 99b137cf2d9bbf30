package io.kafkagrpo.report.plot;

/** A point in the units of the data. */
public record PlotPoint(double x, double y) {
    boolean isFinite() {
        return Double.isFinite(x) && Double.isFinite(y);
    }
}
