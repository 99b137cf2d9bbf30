package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.correction.Correction.ImportanceWeight;
import io.kafkagrpo.rl.objective.correction.Correction.Normalization;
import io.kafkagrpo.rl.objective.correction.Correction.Outside;
import io.kafkagrpo.rl.objective.correction.Correction.Rejection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.correction.StackedCorrection.Rejected;
import io.kafkagrpo.rl.objective.correction.StackedCorrection.Sees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link StackedCorrection} at work on the samples of a step, or on one where it needs no other. */
final class CorrectionStack {
    private final StackedCorrection stack;
    private final List<LogDistances> samples;
    private final double[][] weights;
    private final boolean[][] kept;
    private final boolean[][] truncated;

    private CorrectionStack(StackedCorrection stack, List<LogDistances> samples) {
        this.stack = stack;
        this.samples = samples;
        this.weights = new double[samples.size()][];
        this.kept = new boolean[samples.size()][];
        this.truncated = new boolean[samples.size()][];
        for (int i = 0; i < weights.length; i++) {
            LogDistances sample = samples.get(i);
            weights[i] = new double[sample.length()];
            kept[i] = new boolean[sample.length()];
            truncated[i] = new boolean[sample.length()];
            for (int t = 0; t < sample.length(); t++) {
                kept[i][t] = sample.counts(t);
                weights[i][t] = sample.counts(t) ? 1.0 : 0.0;
            }
        }
    }

    /** The weights of these samples. */
    static List<ImportanceWeights> weights(StackedCorrection stack, List<LogDistances> samples) {
        CorrectionStack work = new CorrectionStack(stack, samples);
        for (Correction correction : stack.corrections()) {
            switch (correction) {
                case ImportanceWeight weight -> work.weigh(weight);
                case Rejection rejection -> work.reject(rejection);
            }
        }
        List<ImportanceWeights> result = new ArrayList<>();
        boolean removing = stack.rejected() != Rejected.WITHOUT_WEIGHT;
        for (int i = 0; i < work.weights.length; i++) {
            result.add(ImportanceWeights.stacked(
                    samples.get(i), work.weights[i], work.kept[i], work.truncated[i], removing));
        }
        return result;
    }

    /** What the next member sees of a sample. */
    private SeenTokens seen(int i) {
        LogDistances sample = samples.get(i);
        boolean[] visible = kept[i].clone();
        if (stack.sees() == Sees.ALL_COUNTED) {
            for (int t = 0; t < visible.length; t++) {
                visible[t] = sample.counts(t);
            }
        }
        return new SeenTokens(sample, visible);
    }

    private void weigh(ImportanceWeight weight) {
        double[][] factors = new double[weights.length][];
        double sum = 0.0;
        long count = 0;
        for (int i = 0; i < factors.length; i++) {
            SeenTokens seen = seen(i);
            factors[i] = factors(weight, seen, i);
            boolean one = weight.span() != Weight.TOKEN;
            for (int t = 0; t < factors[i].length; t++) {
                if (seen.sees(t)) {
                    sum += factors[i][t];
                    count++;
                    if (one) {
                        break;
                    }
                }
            }
        }
        double mean = count == 0 ? 1.0 : sum / count;
        double scale = weight.normalization() == Normalization.STEP_MEAN && mean > 0.0 ? 1.0 / mean : 1.0;
        for (int i = 0; i < factors.length; i++) {
            for (int t = 0; t < factors[i].length; t++) {
                weights[i][t] *= factors[i][t] * scale;
            }
        }
    }

    private double[] factors(ImportanceWeight weight, SeenTokens seen, int i) {
        double[] factors = new double[weights[i].length];
        Arrays.fill(factors, 1.0);
        double whole = weight.span() == Weight.SEQUENCE_PRODUCT ? seen.sum() : seen.mean();
        for (int t = 0; t < factors.length; t++) {
            if (!samples.get(i).counts(t)) {
                continue;
            }
            double logWeight = weight.span() == Weight.TOKEN ? seen.at(t) : whole;
            double raw = Math.exp(weight.bounds().clamp(logWeight));
            factors[t] = raw;
            if (raw >= weight.lower() && raw <= weight.upper()) {
                continue;
            }
            truncated[i][t] = true;
            if (weight.outside() == Outside.REJECT) {
                kept[i][t] = false;
            } else {
                factors[t] =
                        weight.outside() == Outside.ZERO ? 0.0 : raw < weight.lower() ? weight.lower() : weight.upper();
            }
        }
        return factors;
    }

    private void reject(Rejection rejection) {
        for (int i = 0; i < kept.length; i++) {
            boolean[] keeps = seen(i).keptBy(rejection);
            for (int t = 0; t < keeps.length; t++) {
                kept[i][t] &= keeps[t];
            }
        }
    }
}
