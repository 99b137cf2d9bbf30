package io.kafkagrpo.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Values in ascending order, and what describes them.
 *
 * @param ordered ascending, finite
 */
@SuppressWarnings("ArrayRecordComponent")
public // never compared
record Distribution(double[] ordered) {
    private static final int BINS = 10;
    private static final int BAR = 32;

    public static Distribution of(List<Double> values) {
        double[] ordered = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(ordered);
        return new Distribution(ordered);
    }

    /** Whether there is no value. */
    public boolean isEmpty() {
        return ordered.length == 0;
    }

    public double mean() {
        return Arrays.stream(ordered).average().orElse(Double.NaN);
    }

    /** The sample standard deviation; 0 of fewer than two values. */
    public double standardDeviation() {
        double mean = mean();
        double squares = Arrays.stream(ordered)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return ordered.length < 2 ? 0 : Math.sqrt(squares / (ordered.length - 1));
    }

    /** The value below which a share of the values lies, linear between neighbours (R's type 7). */
    public double quantile(double share) {
        double position = share * (ordered.length - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, ordered.length - 1);
        return ordered[below] + (position - below) * (ordered[above] - ordered[below]);
    }

    /** Count, mean, deviation and quantiles in one line. */
    public String summary() {
        return isEmpty()
                ? "no values"
                : String.format(
                        Locale.ROOT,
                        "%d values  mean %.3f  std %.3f  min %.2f  25%% %.2f  median %.2f  75%% %.2f  max %.2f",
                        ordered.length,
                        mean(),
                        standardDeviation(),
                        quantile(0),
                        quantile(0.25),
                        quantile(0.5),
                        quantile(0.75),
                        quantile(1));
    }

    /** How many values lie in each of ten equal bins from {@code least} to {@code most}, both included. */
    int[] bins(double least, double most) {
        int[] counts = new int[BINS];
        for (double value : ordered) {
            double share = most > least ? (value - least) / (most - least) : 0;
            counts[Math.clamp((int) (share * BINS), 0, BINS - 1)]++;
        }
        return counts;
    }

    /** Both histograms side by side over the same bins, a line per bin. */
    public static List<String> histograms(Distribution old, Distribution now) {
        if (old.isEmpty() && now.isEmpty()) {
            return List.of();
        }
        double least = Math.min(
                old.isEmpty() ? now.quantile(0) : old.quantile(0), now.isEmpty() ? old.quantile(0) : now.quantile(0));
        double most = Math.max(
                old.isEmpty() ? now.quantile(1) : old.quantile(1), now.isEmpty() ? old.quantile(1) : now.quantile(1));
        int[] before = old.bins(least, most);
        int[] after = now.bins(least, most);
        int largest = Math.max(
                Arrays.stream(before).max().orElse(1),
                Arrays.stream(after).max().orElse(1));
        List<String> lines = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%8.2f  %-" + BAR + "s %6d   %-" + BAR + "s %6d",
                    least + bin * (most - least) / BINS,
                    bar(before[bin], largest),
                    before[bin],
                    bar(after[bin], largest),
                    after[bin]));
        }
        return lines;
    }

    private static String bar(int count, int largest) {
        int length = (int) Math.round((double) count * BAR / Math.max(1, largest));
        return "#".repeat(count > 0 ? Math.max(1, length) : 0);
    }
}
