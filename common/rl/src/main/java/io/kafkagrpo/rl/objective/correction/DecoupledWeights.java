package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Masking;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Scope;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import java.util.Arrays;

/** {@link Decoupled} at work on one completion. */
final class DecoupledWeights {
    private DecoupledWeights() {}

    static ImportanceWeights of(Decoupled correction, LogDistances sample) {
        double[] weights = weights(correction, sample);
        boolean[] inBounds = inBounds(correction, sample);
        boolean masks = correction.action() == Action.MASK;
        boolean everyToken = correction.criterion().scope() == Scope.TOKEN;
        boolean[] corrected = new boolean[weights.length];
        for (int t = 0; t < weights.length; t++) {
            if (!sample.counts(t)) {
                continue;
            }
            double weight = weights[t];
            if (masks) {
                weights[t] = inBounds[t] ? weight : 0.0;
                corrected[t] = !inBounds[t];
            } else if (everyToken || !inBounds[t]) {
                // A weight is never negative, so a lower bound below zero (of a KL criterion) has no effect here.
                weights[t] = Math.min(correction.upper(), Math.max(Math.max(0.0, correction.lower()), weight));
                corrected[t] = weights[t] != weight;
            }
        }
        boolean[] rejected = masks ? corrected : new boolean[weights.length];
        return new ImportanceWeights(weights, corrected, rejected, correction.masking() == Masking.REMOVED);
    }

    private static double[] weights(Decoupled correction, LogDistances sample) {
        double[] weights = new double[sample.length()];
        double sum = 0.0;
        for (int t = 0; t < weights.length; t++) {
            if (sample.counts(t)) {
                double d = sample.at(t);
                weights[t] = Math.exp(correction.bounds().clamp(d));
                sum += d;
            }
        }
        if (correction.weight() != Weight.TOKEN) {
            boolean product = correction.weight() == Weight.SEQUENCE_PRODUCT;
            double logWeight = product ? sum : sum / Math.max(1, sample.count());
            double weight = Math.exp(correction.bounds().clamp(logWeight));
            for (int t = 0; t < weights.length; t++) {
                weights[t] = sample.counts(t) ? weight : 0.0;
            }
        }
        return weights;
    }

    private static boolean[] inBounds(Decoupled correction, LogDistances sample) {
        Criterion criterion = correction.criterion();
        boolean[] inBounds = new boolean[sample.length()];
        double sum = 0.0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < inBounds.length; t++) {
            if (sample.counts(t)) {
                double statistic = criterion.statistic().ofToken(sample.at(t));
                inBounds[t] = isInBounds(correction, statistic);
                sum += statistic;
                largest = Math.max(largest, statistic);
            }
        }
        if (criterion.scope() == Scope.TOKEN || sample.count() == 0) {
            return inBounds;
        }
        double reduced = switch (criterion.scope()) {
            case SEQUENCE_MEAN -> sum / sample.count();
            case SEQUENCE_MAX -> largest;
            case SEQUENCE_SUM, TOKEN -> sum;
        };
        Arrays.fill(inBounds, isInBounds(correction, reduced));
        return inBounds;
    }

    private static boolean isInBounds(Decoupled correction, double statistic) {
        boolean logarithm = correction.criterion().statistic() == Statistic.RATIO;
        double value = logarithm ? Math.exp(correction.bounds().clamp(statistic)) : statistic;
        return value >= correction.lower() && value <= correction.upper();
    }
}
