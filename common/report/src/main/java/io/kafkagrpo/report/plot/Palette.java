package io.kafkagrpo.report.plot;

import java.util.List;

/** Colours of series that are told apart on white. */
public final class Palette {
    private static final List<String> COLOURS = List.of("#444444", "#2563a8", "#c2570c", "#2a7d4f", "#8a3ea8");

    private Palette() {}

    /** Of the series with that number, 0 ..; after the last colour the first comes again. */
    public static String colour(int series) {
        return COLOURS.get(series % COLOURS.size());
    }
}
