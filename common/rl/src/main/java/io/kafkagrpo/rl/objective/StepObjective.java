package io.kafkagrpo.rl.objective;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of one training step and its slope, sample by sample. Built once from all samples of the step, so that
 * denominators are known before the first forward pass, and any order and any grouping of samples adds up to the
 * same loss and gradient. Immutable; samples may be asked for from several threads.
 */
public final class StepObjective {
    private final ObjectiveSettings settings;
    private final List<Sample> samples;
    private final StepTotals totals;
    private final @Nullable List<SampleConstants> constants;

    /** @param totals what the denominators are made of; not these samples' own where they are a part of a step */
    StepObjective(ObjectiveSettings settings, List<Sample> samples, StepTotals totals) {
        this(settings, samples, totals, null);
    }

    private StepObjective(
            ObjectiveSettings settings,
            List<Sample> samples,
            StepTotals totals,
            @Nullable List<SampleConstants> constants) {
        this.settings = settings;
        this.samples = List.copyOf(samples);
        this.totals = totals;
        this.constants = constants;
        for (int i = 0; i < this.samples.size(); i++) {
            if (settings.needsReference() && this.samples.get(i).reference() == null) {
                throw new IllegalArgumentException(
                        "sample %d has no reference log-probabilities, which the KL penalty needs".formatted(i));
            }
        }
    }

    /** The objective of a step that consists of these samples. */
    public static StepObjective of(ObjectiveSettings settings, List<Sample> samples) {
        return new StepObjective(settings, samples, StepTotals.of(samples), null);
    }

    /**
     * The same step after a survey, for settings that {@link ObjectiveSettings#needsSurvey need} one: it holds what
     * depends on all samples at once, such as rejections that change the denominators.
     *
     * @param current per sample, log-probability of each completion token under the policy in training, in nats
     * @param entropies per sample, entropy at each token, in nats; null where no entropy mask is set
     */
    public StepObjective surveyed(double[][] current, double @Nullable [][] entropies) {
        for (int i = 0; i < samples.size(); i++) {
            check(i, current[i]);
        }
        StepSurvey survey = StepSurvey.of(settings, samples, current, entropies);
        StepTotals left = settings.changesDenominators() ? StepTotals.of(survey.samples()) : totals;
        return new StepObjective(settings, survey.samples(), left, survey.constants());
    }

    /** What the denominators are made of. */
    public StepTotals totals() {
        return totals;
    }

    /** How many samples there are. */
    public int size() {
        return samples.size();
    }

    /**
     * Whether a sample can have a slope other than zero: it has counted tokens, and an advantage, a penalty or an
     * entropy bonus. Samples without need no forward pass; the denominators count them all the same.
     */
    public boolean needsPass(int index) {
        Sample sample = samples.get(index);
        boolean penalised = settings.klPenalty().isActive() || settings.extras().logRatioPenalty() > 0.0;
        return sample.countedTokens() > 0
                && (sample.hasAdvantage()
                        || penalised
                        || settings.extras().entropyBonus().isOn()
                        || !settings.policyTerm().needsAdvantage());
    }

    /** A sample's share of the loss and its slope, for an objective without an entropy bonus. */
    public SampleLoss sample(int index, double[] current) {
        return sample(index, current, null);
    }

    /**
     * A sample's share of the loss and its slopes.
     *
     * @param index which sample
     * @param current log-probability of each completion token under the policy in training, in nats
     * @param entropies of the policy's distribution at each completion token, in nats; without an entropy bonus
     *     nobody looks at them
     * @throws IllegalArgumentException if a length does not fit, or what belongs to a counted token is not finite
     */
    public SampleLoss sample(int index, double[] current, double @Nullable [] entropies) {
        check(index, current);
        if (settings.extras().entropyBonus().isOn()) {
            checkEntropies(index, entropies);
        }
        if (constants == null && settings.needsSurvey()) {
            throw new IllegalStateException("this objective needs a survey of the whole step before its first slope");
        }
        SampleConstants own = constants == null ? SampleConstants.NONE : constants.get(index);
        return new SampleObjective(settings, totals, samples.get(index), own, current, entropies).evaluate();
    }

    private void check(int index, double[] current) {
        Sample sample = samples.get(index);
        if (current.length != sample.length()) {
            throw new IllegalArgumentException("sample %d has %d tokens, but %d log-probabilities were given"
                    .formatted(index, sample.length(), current.length));
        }
        for (int t = 0; t < current.length; t++) {
            if (sample.counts(t) && !(Double.isFinite(current[t]) && Double.isFinite(sample.behaviour()[t]))) {
                throw new IllegalArgumentException(
                        "sample %d, token %d: log-probability %s of the policy, %s of the sampler"
                                .formatted(index, t, current[t], sample.behaviour()[t]));
            }
        }
    }

    private void checkEntropies(int index, double @Nullable [] entropies) {
        Sample sample = samples.get(index);
        if (entropies == null || entropies.length != sample.length()) {
            throw new IllegalArgumentException("sample %d has %d tokens, but %d entropies were given"
                    .formatted(index, sample.length(), entropies == null ? 0 : entropies.length));
        }
        for (int t = 0; t < entropies.length; t++) {
            if (sample.counts(t) && !Double.isFinite(entropies[t])) {
                throw new IllegalArgumentException(
                        "sample %d, token %d: entropy %s of the policy".formatted(index, t, entropies[t]));
            }
        }
    }
}
