package io.kafkagrpo.rl.objective;

import java.util.List;

/**
 * The loss of one training step and its slope, sample by sample. Built once from all samples of the step, so that
 * denominators are known before the first forward pass, and any order and any grouping of samples adds up to the
 * same loss and gradient. Immutable; samples may be asked for from several threads.
 */
public final class StepObjective {
    private final ObjectiveSettings settings;
    private final List<Sample> samples;
    private final StepTotals totals;

    /** @param totals what the denominators are made of; not these samples' own where they are a part of a step */
    StepObjective(ObjectiveSettings settings, List<Sample> samples, StepTotals totals) {
        this.settings = settings;
        this.samples = List.copyOf(samples);
        this.totals = totals;
        for (int i = 0; i < this.samples.size(); i++) {
            if (settings.needsReference() && this.samples.get(i).reference() == null) {
                throw new IllegalArgumentException(
                        "sample %d has no reference log-probabilities, which the KL penalty needs".formatted(i));
            }
        }
    }

    /** The objective of a step that consists of these samples. */
    public static StepObjective of(ObjectiveSettings settings, List<Sample> samples) {
        return new StepObjective(settings, samples, StepTotals.of(samples));
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
     * Whether a sample can have a slope other than zero: it has counted tokens, and an advantage or a penalty.
     * Samples without need no forward pass; the denominators count them all the same.
     */
    public boolean needsPass(int index) {
        Sample sample = samples.get(index);
        return sample.countedTokens() > 0
                && (sample.advantage() != 0.0 || settings.klPenalty().isActive());
    }

    /**
     * A sample's share of the loss and its slope.
     *
     * @param index which sample
     * @param current log-probability of each completion token under the policy in training, in nats
     * @throws IllegalArgumentException if a length does not fit, or a counted token's log-probability is not finite
     */
    public SampleLoss sample(int index, double[] current) {
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
        return new SampleObjective(settings, totals, sample, current).evaluate();
    }
}
