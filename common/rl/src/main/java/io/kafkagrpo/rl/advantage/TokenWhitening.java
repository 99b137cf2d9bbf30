package io.kafkagrpo.rl.advantage;

import java.util.List;

/**
 * (v − mean) / √(variance + 1e-8) over all counted tokens of a step, variance by n − 1; a long completion has more
 * say than a short one.
 */
final class TokenWhitening {
    private static final double EPSILON = 1.0e-8;

    private TokenWhitening() {}

    /** Of one value per completion. */
    static double[][] ofCompletions(List<RewardedGroup> groups, double[][] values) {
        Moments moments = new Moments();
        for (int g = 0; g < values.length; g++) {
            for (int i = 0; i < values[g].length; i++) {
                if (isKnown(groups.get(g), i)) {
                    moments.add(values[g][i], groups.get(g).tokens(i));
                }
            }
        }
        double[][] white = new double[values.length][];
        for (int g = 0; g < values.length; g++) {
            white[g] = new double[values[g].length];
            for (int i = 0; i < white[g].length; i++) {
                boolean counts = isKnown(groups.get(g), i) && groups.get(g).tokens(i) > 0;
                white[g][i] = counts ? moments.white(values[g][i]) : 0.0;
            }
        }
        return white;
    }

    /** Of one value per token. */
    static double[][][] ofTokens(List<RewardedGroup> groups, double[][][] values) {
        Moments moments = new Moments();
        for (int g = 0; g < values.length; g++) {
            for (int i = 0; i < values[g].length; i++) {
                for (int t = 0; t < values[g][i].length; t++) {
                    moments.add(values[g][i][t], counts(groups.get(g), i, t) ? 1 : 0);
                }
            }
        }
        double[][][] white = new double[values.length][][];
        for (int g = 0; g < values.length; g++) {
            white[g] = new double[values[g].length][];
            for (int i = 0; i < white[g].length; i++) {
                white[g][i] = new double[values[g][i].length];
                for (int t = 0; t < white[g][i].length; t++) {
                    white[g][i][t] = counts(groups.get(g), i, t) ? moments.white(values[g][i][t]) : 0.0;
                }
            }
        }
        return white;
    }

    private static boolean isKnown(RewardedGroup group, int member) {
        return !Double.isNaN(group.rewards()[member]);
    }

    private static boolean counts(RewardedGroup group, int member, int token) {
        return isKnown(group, member) && group.counted()[member][token];
    }

    /** Mean and variance, in one pass (Welford, 1962) with weights. */
    private static final class Moments {
        private long count;
        private double mean;
        private double squares;

        void add(double value, int times) {
            if (times > 0) {
                double distance = value - mean;
                count += times;
                mean += distance * times / count;
                squares += times * distance * (value - mean);
            }
        }

        double white(double value) {
            double variance = count < 2 ? 0.0 : squares / (count - 1);
            return (value - mean) / Math.sqrt(variance + EPSILON);
        }
    }
}
