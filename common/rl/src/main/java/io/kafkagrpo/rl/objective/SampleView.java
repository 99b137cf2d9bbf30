package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.ImportanceWeights;
import io.kafkagrpo.rl.objective.correction.LogDistances;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import org.jspecify.annotations.Nullable;

/** One sample under the current policy: which tokens take part, their log-ratios, and where slopes are gathered. */
final class SampleView {
    final Sample sample;
    final double[] current;
    final double[] anchor;
    final @Nullable ImportanceWeights weights;
    final double[] slopes;
    private final RatioLevel level;
    private final int ratioTokens;
    private final double sequenceLogRatio;

    SampleView(ObjectiveSettings settings, Sample sample, SampleConstants constants, double[] current) {
        this.sample = sample;
        this.current = current;
        this.level = settings.ratioLevel();
        this.anchor = anchor(settings, sample, current);
        this.weights = constants.weights() == null ? weights(settings, sample, current) : constants.weights();
        this.slopes = new double[current.length];
        int tokens = 0;
        double sum = 0.0;
        for (int t = 0; t < current.length; t++) {
            if (takesPart(t)) {
                tokens++;
                sum += current[t] - anchor[t];
            }
        }
        this.ratioTokens = Math.max(1, tokens);
        this.sequenceLogRatio = sum / ratioTokens;
    }

    /** What the ratio is taken against. */
    static double[] anchor(ObjectiveSettings settings, Sample sample, double[] current) {
        return settings.needsProximal() ? proximal(sample, current) : sample.behaviour();
    }

    /** What a correction measures against the sampler. */
    static double[] trainer(ObjectiveSettings settings, Sample sample, double[] current) {
        boolean moving = settings.correction() instanceof StackedCorrection stack
                && stack.anchor() == StackedCorrection.Anchor.SAMPLER;
        return moving ? current : proximal(sample, current);
    }

    private static double[] proximal(Sample sample, double[] current) {
        return sample.proximal() == null ? current : sample.proximal();
    }

    private static @Nullable ImportanceWeights weights(ObjectiveSettings settings, Sample sample, double[] current) {
        if (!settings.correction().corrects()) {
            return null;
        }
        LogDistances distances =
                LogDistances.of(sample.counted(), trainer(settings, sample, current), sample.behaviour());
        return ImportanceWeights.of(settings.correction(), distances);
    }

    boolean takesPart(int t) {
        return sample.counts(t) && (weights == null || !weights.isRemoved(t));
    }

    /** The log-ratio that token t's ratio is made of. */
    double logRatio(int t) {
        return level == RatioLevel.TOKEN ? current[t] - anchor[t] : sequenceLogRatio;
    }

    double weight(int t) {
        return weights == null ? 1.0 : weights.weight(t);
    }

    /** Adds a slope by the log-ratio to token t, or returns it if it belongs to the mean over the completion. */
    double addRatioSlope(int t, double byLogRatio) {
        if (level == RatioLevel.SEQUENCE) {
            return byLogRatio;
        }
        slopes[t] += byLogRatio;
        return 0.0;
    }

    /** d mean / d log-probability is 1/n for each token in the mean. */
    void spread(double slopeOfMean) {
        if (slopeOfMean == 0.0) {
            return;
        }
        for (int t = 0; t < slopes.length; t++) {
            if (takesPart(t)) {
                slopes[t] += slopeOfMean / ratioTokens;
            }
        }
    }
}
