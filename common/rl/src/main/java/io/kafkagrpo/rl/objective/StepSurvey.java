package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.ImportanceWeights;
import io.kafkagrpo.rl.objective.correction.LogDistances;
import io.kafkagrpo.rl.objective.term.StepTokens;
import io.kafkagrpo.rl.objective.term.TokenSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What only the whole step can tell, held for all of its slopes: rejections that change denominators, means of
 * weights, the threshold of entropy, tokens chosen by covariance.
 *
 * @param samples those of the step, with rejected tokens no longer counted where they leave the denominators
 * @param constants one per sample
 */
record StepSurvey(List<Sample> samples, List<SampleConstants> constants) {
    static StepSurvey of(
            ObjectiveSettings settings, List<Sample> given, double[][] current, double @Nullable [][] entropies) {
        List<ImportanceWeights> weights = weights(settings, given, current);
        List<Sample> samples = counted(settings, given, weights);
        boolean[][] selected = selected(settings, samples, current);
        EntropyMask mask = settings.extras().entropyMask();
        double threshold = mask.isActive() ? mask.threshold(samples, Objects.requireNonNull(entropies)) : 0.0;
        List<SampleConstants> constants = new ArrayList<>();
        for (int i = 0; i < current.length; i++) {
            constants.add(new SampleConstants(
                    weights.isEmpty() ? null : weights.get(i),
                    mask.isActive() ? EntropyMask.reached(Objects.requireNonNull(entropies)[i], threshold) : null,
                    selected.length == 0 ? null : selected[i]));
        }
        return new StepSurvey(samples, constants);
    }

    private static List<ImportanceWeights> weights(
            ObjectiveSettings settings, List<Sample> samples, double[][] current) {
        if (!settings.correction().needsStep()) {
            return List.of();
        }
        List<LogDistances> distances = new ArrayList<>();
        for (int i = 0; i < current.length; i++) {
            Sample sample = samples.get(i);
            distances.add(LogDistances.of(
                    sample.counted(), SampleView.trainer(settings, sample, current[i]), sample.behaviour()));
        }
        return ImportanceWeights.ofStep(settings.correction(), distances);
    }

    private static List<Sample> counted(
            ObjectiveSettings settings, List<Sample> samples, List<ImportanceWeights> weights) {
        if (!settings.changesDenominators()) {
            return samples;
        }
        List<Sample> left = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            boolean[] counted = samples.get(i).counted();
            for (int t = 0; t < counted.length; t++) {
                counted[t] &= !weights.get(i).isRejected(t);
            }
            left.add(samples.get(i).withMask(counted));
        }
        return left;
    }

    private static boolean[][] selected(ObjectiveSettings settings, List<Sample> samples, double[][] current) {
        if (!(settings.policyTerm() instanceof TokenSelector selector)) {
            return new boolean[0][];
        }
        double[][] advantages = new double[current.length][];
        double[][] anchors = new double[current.length][];
        boolean[][] counted = new boolean[current.length][];
        for (int i = 0; i < current.length; i++) {
            Sample sample = samples.get(i);
            advantages[i] = new double[sample.length()];
            for (int t = 0; t < sample.length(); t++) {
                advantages[i][t] = sample.advantage(t);
            }
            anchors[i] = SampleView.anchor(settings, sample, current[i]);
            counted[i] = sample.counted();
        }
        return selector.select(new StepTokens(advantages, current, anchors, counted));
    }
}
