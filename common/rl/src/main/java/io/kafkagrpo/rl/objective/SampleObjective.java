package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.term.SequencePolicyTerm;
import io.kafkagrpo.rl.objective.term.TokenPolicyTerm;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The objective at one sample: loss, closed-form slope and metrics. */
final class SampleObjective {
    private final ObjectiveSettings settings;
    private final StepTotals totals;
    private final Sample sample;
    private final double[] current;
    private final double @Nullable [] entropies;
    private final SampleConstants constants;
    private final SampleView view;
    private final ObjectiveMetrics metrics = new ObjectiveMetrics();

    SampleObjective(
            ObjectiveSettings settings,
            StepTotals totals,
            Sample sample,
            SampleConstants constants,
            double[] current,
            double @Nullable [] entropies) {
        this.settings = settings;
        this.totals = totals;
        this.sample = sample;
        this.current = current;
        this.entropies = entropies;
        this.constants = constants;
        this.view = new SampleView(settings, sample, constants, current);
    }

    SampleLoss evaluate() {
        double weight = settings.aggregation().weight(sample, totals);
        PolicyLoss policy = new PolicyLoss(settings, view, constants, metrics);
        double tokenWeight = weight * settings.extras().policyWeight();
        double policyLoss = switch (settings.policyTerm()) {
            case TokenPolicyTerm term -> policy.add(term, tokenWeight);
            case SequencePolicyTerm term -> policy.add(term, tokenWeight);
        };
        policyLoss += settings.extras().logRatioPenalty() > 0.0 ? addLogRatioPenalty(weight) : 0.0;
        double klLoss = settings.klPenalty().isActive() ? addKlPenalty() : 0.0;
        measureSampler();
        if (entropies == null || !settings.extras().entropyBonus().isOn()) {
            metrics.losses().add(policyLoss, klLoss, 0.0);
            return new SampleLoss(policyLoss + klLoss, view.slopes, null, metrics);
        }
        double[] entropySlopes = new double[current.length];
        double entropyLoss = addEntropyBonus(entropies, entropySlopes);
        metrics.losses().add(policyLoss, klLoss, entropyLoss);
        return new SampleLoss(policyLoss + klLoss + entropyLoss, view.slopes, entropySlopes, metrics);
    }

    private double addEntropyBonus(double[] ofTokens, double[] slopes) {
        double slope = settings.extras().entropyBonus().slope(sample, totals, settings.aggregation());
        double loss = 0.0;
        for (int t = 0; t < slopes.length; t++) {
            if (sample.counts(t)) {
                metrics.entropy().add(ofTokens[t]);
                loss += slope * ofTokens[t];
                slopes[t] = slope;
            }
        }
        return loss;
    }

    private double addLogRatioPenalty(double weight) {
        double coefficient = weight * settings.extras().logRatioPenalty();
        double loss = 0.0;
        for (int t = 0; t < current.length; t++) {
            if (view.takesPart(t)) {
                double z = current[t] - view.anchor[t];
                loss += coefficient * z * z;
                view.slopes[t] += coefficient * 2.0 * z;
            }
        }
        return loss;
    }

    private double addKlPenalty() {
        KlPenalty penalty = settings.klPenalty();
        LogRatioBounds bounds = settings.logRatioBounds();
        Aggregation aggregation = penalty.aggregation() == null ? settings.aggregation() : penalty.aggregation();
        double weight = penalty.coefficient() * aggregation.weight(sample, totals);
        double[] reference = Objects.requireNonNull(sample.reference());
        boolean byRatio = penalty.weighting() == KlPenalty.Weighting.RATIO;
        double loss = 0.0;
        double slopeOfMean = 0.0;
        for (int t = 0; t < current.length; t++) {
            if (!view.takesPart(t)) {
                continue;
            }
            double d = current[t] - reference[t];
            double raw = view.logRatio(t);
            double ratio = byRatio ? Math.exp(bounds.clamp(raw)) : 1.0;
            double estimate = penalty.estimator().value(d) * ratio;
            metrics.addKlToReference(estimate);
            loss += weight * estimate;
            view.slopes[t] += weight * penalty.estimator().slope(d) * ratio;
            if (byRatio) {
                slopeOfMean += view.addRatioSlope(t, weight * estimate * bounds.slope(raw));
            }
        }
        view.spread(slopeOfMean);
        return loss;
    }

    private void measureSampler() {
        double[] trainer = sample.proximal() == null ? current : sample.proximal();
        for (int t = 0; t < current.length; t++) {
            if (sample.counts(t)) {
                double ahead = trainer[t] - sample.behaviour()[t];
                metrics.behaviour().add(ahead);
                if (sample.isSameVersion(t)) {
                    metrics.mismatch().add(ahead);
                }
            }
        }
    }
}
