package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.correction.Correction.Direction;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import java.util.Arrays;

/** Those tokens of a completion that one member of a stack sees. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SeenTokens(LogDistances distances, boolean[] visible) {
    boolean sees(int t) {
        return visible[t];
    }

    double at(int t) {
        return distances.at(t);
    }

    double sum() {
        double sum = 0.0;
        for (int t = 0; t < visible.length; t++) {
            sum += visible[t] ? distances.at(t) : 0.0;
        }
        return sum;
    }

    double mean() {
        return sum() / Math.max(1, count());
    }

    private int count() {
        int count = 0;
        for (boolean token : visible) {
            count += token ? 1 : 0;
        }
        return count;
    }

    /** Which tokens a rejection keeps; those that it doesn't see, it keeps with the completion. */
    boolean[] keptBy(Rejection rejection) {
        boolean[] keeps = new boolean[visible.length];
        Arrays.fill(keeps, true);
        double sum = 0.0;
        double largest = Double.NEGATIVE_INFINITY;
        boolean all = true;
        int count = 0;
        for (int t = 0; t < keeps.length; t++) {
            if (visible[t]) {
                double value = number(rejection, t);
                keeps[t] = isKept(rejection, value);
                all &= keeps[t];
                sum += value;
                largest = Math.max(largest, value);
                count++;
            }
        }
        boolean whole = count == 0
                || switch (rejection.scope()) {
                    case TOKEN -> true;
                    case SEQUENCE_SUM -> isKept(rejection, sum);
                    case SEQUENCE_MEAN -> isKept(rejection, sum / count);
                    case SEQUENCE_MAX -> isKept(rejection, largest);
                    case ANY_TOKEN -> all;
                };
        if (rejection.scope() != Correction.Reduction.TOKEN) {
            Arrays.fill(keeps, whole);
        }
        return keeps;
    }

    private double number(Rejection rejection, int t) {
        double d = rejection.direction() == Direction.TRAINER_OVER_SAMPLER ? distances.at(t) : -distances.at(t);
        return rejection.statistic().ofToken(d);
    }

    private static boolean isKept(Rejection rejection, double number) {
        boolean logarithm = rejection.statistic() == Statistic.RATIO;
        double value = logarithm ? Math.exp(LogRatioBounds.NONE.clamp(number)) : number;
        return value >= rejection.lower() && value <= rejection.upper();
    }
}
