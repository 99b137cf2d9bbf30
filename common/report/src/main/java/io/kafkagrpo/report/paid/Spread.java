package io.kafkagrpo.report.paid;

import java.util.List;

/**
 * Mean and sample variance of some values.
 *
 * @param count of values, at least one
 * @param variance 0 of fewer than two values
 */
record Spread(int count, double mean, double variance) {
    /** Of the completions' lengths in tokens. */
    static Spread ofTokens(List<WindowComparison.Traced> some) {
        double[] tokens = some.stream()
                .mapToDouble(traced -> traced.completion().tokens())
                .toArray();
        double mean = 0;
        for (double value : tokens) {
            mean += value / tokens.length;
        }
        double squares = 0;
        for (double value : tokens) {
            squares += (value - mean) * (value - mean);
        }
        return new Spread(tokens.length, mean, tokens.length < 2 ? 0 : squares / (tokens.length - 1));
    }

    /** The difference of two means in standard errors (Welch's t); 0 where the means are equal. */
    double distance(Spread other) {
        double difference = mean - other.mean;
        double error = Math.sqrt(variance / count + other.variance / other.count);
        return difference == 0 ? 0 : difference / error;
    }

    /** The difference of two shares in standard errors under one common share (the pooled z of two proportions). */
    static double distance(int of, int all, int otherOf, int otherAll) {
        double pooled = (of + otherOf) / (double) (all + otherAll);
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / all + 1.0 / otherAll));
        return error == 0 ? 0 : (of / (double) all - otherOf / (double) otherAll) / error;
    }
}
