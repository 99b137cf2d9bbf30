package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.None;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The objective at one sample: loss, closed-form slope and metrics. */
final class SampleObjective {
    private final ObjectiveSettings settings;
    private final StepTotals totals;
    private final Sample sample;
    private final double[] current;
    private final double[] anchor;
    private final @Nullable ImportanceWeights weights;
    private final double[] slopes;
    private final ObjectiveMetrics metrics = new ObjectiveMetrics();
    private final int ratioTokens;
    private final double sequenceLogRatio;

    SampleObjective(ObjectiveSettings settings, StepTotals totals, Sample sample, double[] current) {
        this.settings = settings;
        this.totals = totals;
        this.sample = sample;
        this.current = current;
        double[] proximal = sample.proximal() == null ? current : sample.proximal();
        this.anchor = settings.correction() instanceof None ? sample.behaviour() : proximal;
        this.weights = settings.correction() instanceof Decoupled decoupled
                ? ImportanceWeights.of(decoupled, sample, proximal)
                : null;
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

    SampleLoss evaluate() {
        double weight = settings.aggregation().weight(sample.countedTokens(), totals);
        double policyLoss = addPolicyTerm(weight);
        double klLoss = settings.klPenalty().isActive() ? addKlPenalty() : 0.0;
        measureSampler();
        metrics.addLosses(policyLoss, klLoss);
        return new SampleLoss(policyLoss + klLoss, slopes, metrics);
    }

    private boolean takesPart(int t) {
        return sample.counts(t) && (weights == null || !weights.isRemoved(t));
    }

    private double logRatio(int t) {
        return settings.ratioLevel() == RatioLevel.TOKEN ? current[t] - anchor[t] : sequenceLogRatio;
    }

    private double addPolicyTerm(double weight) {
        TokenTerm term = new TokenTerm();
        double advantage = sample.advantage();
        double loss = 0.0;
        double slopeOfMean = 0.0;
        for (int t = 0; t < current.length; t++) {
            if (!sample.counts(t)) {
                continue;
            }
            double importance = weights == null ? 1.0 : weights.weight(t);
            if (weights != null) {
                metrics.addWeight(importance, weights.isCorrected(t));
            }
            if (!takesPart(t)) {
                metrics.addRemovedToken();
                continue;
            }
            double raw = logRatio(t);
            double ratio = Math.exp(settings.logRatioBounds().clamp(raw));
            term.reset();
            if (advantage != 0.0) {
                settings.policyTerm().evaluate(advantage, ratio, current[t], term);
            }
            metrics.addToken(ratio, term);
            double tokenWeight = weight * importance;
            loss += tokenWeight * term.loss;
            slopes[t] += tokenWeight * term.slopeByLogProbability;
            double byLogRatio = tokenWeight
                    * term.slopeByLogRatio
                    * settings.logRatioBounds().slope(raw);
            slopeOfMean += addRatioSlope(t, byLogRatio);
        }
        spread(slopeOfMean);
        return loss;
    }

    private double addKlPenalty() {
        KlPenalty penalty = settings.klPenalty();
        Aggregation aggregation = penalty.aggregation() == null ? settings.aggregation() : penalty.aggregation();
        double weight = penalty.coefficient() * aggregation.weight(sample.countedTokens(), totals);
        double[] reference = Objects.requireNonNull(sample.reference());
        boolean byRatio = penalty.weighting() == KlPenalty.Weighting.RATIO;
        double loss = 0.0;
        double slopeOfMean = 0.0;
        for (int t = 0; t < current.length; t++) {
            if (!takesPart(t)) {
                continue;
            }
            double d = current[t] - reference[t];
            double raw = logRatio(t);
            double ratio = byRatio ? Math.exp(settings.logRatioBounds().clamp(raw)) : 1.0;
            double estimate = penalty.estimator().value(d) * ratio;
            metrics.addKlToReference(estimate);
            loss += weight * estimate;
            slopes[t] += weight * penalty.estimator().slope(d) * ratio;
            if (byRatio) {
                slopeOfMean += addRatioSlope(
                        t, weight * estimate * settings.logRatioBounds().slope(raw));
            }
        }
        spread(slopeOfMean);
        return loss;
    }

    /** Adds a slope by the log-ratio to token t, or returns it if it belongs to the mean over the completion. */
    private double addRatioSlope(int t, double byLogRatio) {
        if (settings.ratioLevel() == RatioLevel.SEQUENCE) {
            return byLogRatio;
        }
        slopes[t] += byLogRatio;
        return 0.0;
    }

    /** d mean / d log-probability is 1/n for each token in the mean. */
    private void spread(double slopeOfMean) {
        if (slopeOfMean == 0.0) {
            return;
        }
        for (int t = 0; t < slopes.length; t++) {
            if (takesPart(t)) {
                slopes[t] += slopeOfMean / ratioTokens;
            }
        }
    }

    private void measureSampler() {
        double[] trainer = sample.proximal() == null ? current : sample.proximal();
        for (int t = 0; t < current.length; t++) {
            if (sample.counts(t)) {
                double ahead = trainer[t] - sample.behaviour()[t];
                metrics.addBehaviour(ahead);
                if (sample.isSameVersion(t)) {
                    metrics.addMismatch(ahead);
                }
            }
        }
    }
}
