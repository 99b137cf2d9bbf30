package io.kafkagrpo.report.alert;

import java.util.Locale;

/** So many of so many. */
public record Share(long part, long whole) {
    public static final Share NONE = new Share(0, 0);

    /** From 0 to 1; 0 of nothing. */
    public double value() {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Such as {@code 12 of 40 (30 %)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d of %d (%.0f %%)", part, whole, 100 * value());
    }
}
