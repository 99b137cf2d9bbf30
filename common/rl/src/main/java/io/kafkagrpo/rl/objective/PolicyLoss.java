package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.term.SequenceInput;
import io.kafkagrpo.rl.objective.term.SequenceLoss;
import io.kafkagrpo.rl.objective.term.SequencePolicyTerm;
import io.kafkagrpo.rl.objective.term.TokenInput;
import io.kafkagrpo.rl.objective.term.TokenPolicyTerm;
import io.kafkagrpo.rl.objective.term.TokenTerm;

/** The policy term at one sample: adds its slopes to the view's and gives its loss. */
final class PolicyLoss {
    private final LogRatioBounds bounds;
    private final Sample sample;
    private final SampleView view;
    private final SampleConstants constants;
    private final ObjectiveMetrics metrics;
    private final boolean dropped;

    PolicyLoss(ObjectiveSettings settings, SampleView view, SampleConstants constants, ObjectiveMetrics metrics) {
        this.bounds = settings.logRatioBounds();
        this.sample = view.sample;
        this.view = view;
        this.constants = constants;
        this.metrics = metrics;
        this.dropped = settings.extras().sequenceMask().drops(sample, view.current, view.anchor);
    }

    /** Of a term whose tokens stand each by itself; each weighs as much in the step's loss. */
    double add(TokenPolicyTerm policyTerm, double weight) {
        TokenInput in = new TokenInput();
        TokenTerm term = new TokenTerm();
        double loss = 0.0;
        double slopeOfMean = 0.0;
        for (int t = 0; t < view.current.length; t++) {
            if (!sample.counts(t)) {
                continue;
            }
            double importance = view.weight(t);
            countWeight(t, importance);
            if (!view.takesPart(t)) {
                metrics.addRemovedToken();
                continue;
            }
            double raw = view.logRatio(t);
            double ratio = Math.exp(bounds.clamp(raw));
            term.reset();
            in.advantage = sample.advantage(t);
            if (in.advantage != 0.0 || !policyTerm.needsAdvantage()) {
                in.ratio = ratio;
                in.logRatio = raw;
                in.logProbability = view.current[t];
                in.anchor = view.anchor[t];
                in.selected = constants.isSelected(t);
                policyTerm.evaluate(in, term);
            }
            metrics.addToken(ratio, term);
            if (isMasked(t)) {
                metrics.addMaskedToken();
                continue;
            }
            double tokenWeight = weight * importance;
            loss += tokenWeight * term.loss;
            view.slopes[t] += tokenWeight * term.slopeByLogProbability;
            double byLogRatio = tokenWeight * term.slopeByLogRatio * bounds.slope(raw);
            slopeOfMean += view.addRatioSlope(t, byLogRatio + tokenWeight * term.slopeByRawLogRatio);
        }
        view.spread(slopeOfMean);
        return loss;
    }

    /** Of a term that sees the whole completion, by the tokens that are left in it. */
    double add(SequencePolicyTerm policyTerm, double weight) {
        int[] tokens = new int[view.current.length];
        int n = 0;
        for (int t = 0; t < tokens.length; t++) {
            if (!sample.counts(t)) {
                continue;
            }
            countWeight(t, view.weight(t));
            if (!view.takesPart(t)) {
                metrics.addRemovedToken();
            } else if (isMasked(t)) {
                metrics.addRemovedToken();
                metrics.addMaskedToken();
            } else {
                tokens[n++] = t;
            }
        }
        int counted = Math.max(1, sample.countedTokens());
        if (n == 0) {
            return weight * counted * policyTerm.withoutTokens(sample.advantage());
        }
        boolean evaluated = sample.advantage() != 0.0 || !policyTerm.needsAdvantage();
        SequenceLoss result = evaluated ? policyTerm.evaluate(input(tokens, n)) : null;
        TokenTerm term = new TokenTerm();
        double loss = 0.0;
        for (int k = 0; k < n; k++) {
            term.reset();
            if (result != null) {
                term.clippedLow = result.clipped()[k] && sample.advantage() < 0.0;
                term.clippedHigh = result.clipped()[k] && sample.advantage() > 0.0;
                loss += weight * result.losses()[k];
                view.slopes[tokens[k]] += weight * result.slopes()[k];
            }
            metrics.addToken(result == null ? Math.exp(bounds.clamp(view.logRatio(tokens[k]))) : result.ratio(), term);
        }
        return loss;
    }

    private SequenceInput input(int[] tokens, int n) {
        double[] logRatios = new double[n];
        double[] logProbabilities = new double[n];
        double[] weights = new double[n];
        for (int k = 0; k < n; k++) {
            int t = tokens[k];
            logRatios[k] = view.current[t] - view.anchor[t];
            logProbabilities[k] = view.current[t];
            weights[k] = view.weight(t);
        }
        return new SequenceInput(
                sample.advantage(), sample.countedTokens(), bounds, logRatios, logProbabilities, weights);
    }

    private boolean isMasked(int t) {
        return dropped || !constants.isInPolicyTerm(t);
    }

    private void countWeight(int t, double importance) {
        if (view.weights != null) {
            metrics.addWeight(importance, view.weights.isCorrected(t));
        }
    }
}
