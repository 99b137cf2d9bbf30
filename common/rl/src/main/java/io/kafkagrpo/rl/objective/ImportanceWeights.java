package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.OffPolicyCorrection.Action;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Criterion;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Masking;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Scope;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Statistic;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Weight;
import java.util.Arrays;

/** The importance weights π_proximal / π_behaviour of one completion's tokens, constants of the objective. */
final class ImportanceWeights {
    private final double[] values;
    private final boolean[] corrected;
    private final boolean removing;

    private ImportanceWeights(double[] values, boolean[] corrected, boolean removing) {
        this.values = values;
        this.corrected = corrected;
        this.removing = removing;
    }

    /** The weights of a sample, given the log-probabilities of the policy at the step's start. */
    static ImportanceWeights of(Decoupled correction, Sample sample, double[] proximal) {
        double[] weights = weights(correction, sample, proximal);
        boolean[] inBounds = inBounds(correction, sample, proximal);
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
        return new ImportanceWeights(weights, corrected, masks && correction.masking() == Masking.REMOVED);
    }

    private static double[] weights(Decoupled correction, Sample sample, double[] proximal) {
        double[] weights = new double[sample.length()];
        double sum = 0.0;
        for (int t = 0; t < weights.length; t++) {
            if (sample.counts(t)) {
                double d = proximal[t] - sample.behaviour()[t];
                weights[t] = Math.exp(correction.bounds().clamp(d));
                sum += d;
            }
        }
        if (correction.weight() != Weight.TOKEN) {
            boolean product = correction.weight() == Weight.SEQUENCE_PRODUCT;
            double logWeight = product ? sum : sum / Math.max(1, sample.countedTokens());
            double weight = Math.exp(correction.bounds().clamp(logWeight));
            for (int t = 0; t < weights.length; t++) {
                weights[t] = sample.counts(t) ? weight : 0.0;
            }
        }
        return weights;
    }

    private static boolean[] inBounds(Decoupled correction, Sample sample, double[] proximal) {
        Criterion criterion = correction.criterion();
        boolean[] inBounds = new boolean[sample.length()];
        double sum = 0.0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < inBounds.length; t++) {
            if (sample.counts(t)) {
                double statistic = criterion.statistic().ofToken(proximal[t] - sample.behaviour()[t]);
                inBounds[t] = isInBounds(correction, statistic);
                sum += statistic;
                largest = Math.max(largest, statistic);
            }
        }
        if (criterion.scope() == Scope.TOKEN || sample.countedTokens() == 0) {
            return inBounds;
        }
        double reduced = switch (criterion.scope()) {
            case SEQUENCE_MEAN -> sum / sample.countedTokens();
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

    /** The weight of token t; 0 where it is masked. */
    double weight(int t) {
        return values[t];
    }

    /** Whether token t's weight was truncated, or the token masked. */
    boolean isCorrected(int t) {
        return corrected[t];
    }

    /** Whether token t takes no part at all in the loss. */
    boolean isRemoved(int t) {
        return removing && corrected[t];
    }
}
