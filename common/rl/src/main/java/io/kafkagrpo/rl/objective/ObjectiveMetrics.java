package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.EffectiveSampleSize;
import io.kafkagrpo.rl.RunningStatistics;
import io.kafkagrpo.rl.objective.term.TokenTerm;

/** Figures of the objective over counted tokens; merged over samples, micro-batches and devices. */
public final class ObjectiveMetrics {
    private final RunningStatistics ratio = new RunningStatistics();
    private final RunningStatistics weight = new RunningStatistics();
    private final RunningStatistics klToReference = new RunningStatistics();
    private final SamplerDistance behaviour = new SamplerDistance();
    private final SamplerDistance mismatch = new SamplerDistance();
    private final RunningStatistics entropy = new RunningStatistics();
    private final LossShares losses = new LossShares();
    private long tokens;
    private long clippedLow;
    private long clippedHigh;
    private long capped;
    private long corrected;
    private long masked;

    /** Adds another's tokens. */
    public void merge(ObjectiveMetrics other) {
        ratio.merge(other.ratio);
        weight.merge(other.weight);
        klToReference.merge(other.klToReference);
        behaviour.merge(other.behaviour);
        mismatch.merge(other.mismatch);
        entropy.merge(other.entropy);
        losses.merge(other.losses);
        tokens += other.tokens;
        clippedLow += other.clippedLow;
        clippedHigh += other.clippedHigh;
        capped += other.capped;
        corrected += other.corrected;
        masked += other.masked;
    }

    void addToken(double tokenRatio, TokenTerm term) {
        tokens++;
        ratio.add(tokenRatio);
        clippedLow += term.clippedLow ? 1 : 0;
        clippedHigh += term.clippedHigh ? 1 : 0;
        capped += term.capped ? 1 : 0;
    }

    void addRemovedToken() {
        tokens++;
    }

    void addMaskedToken() {
        masked++;
    }

    void addWeight(double importanceWeight, boolean isCorrected) {
        weight.add(importanceWeight);
        corrected += isCorrected ? 1 : 0;
    }

    void addKlToReference(double estimate) {
        klToReference.add(estimate);
    }

    /** The step's loss so far, by its terms. */
    public LossShares losses() {
        return losses;
    }

    /** Entropy of the policy in nats per token; empty without an entropy bonus. */
    public RunningStatistics entropy() {
        return entropy;
    }

    /** Counted tokens. */
    public long tokens() {
        return tokens;
    }

    /** Importance ratio π / π_anchor, per token. */
    public RunningStatistics ratio() {
        return ratio;
    }

    /** Importance weight π_proximal / π_behaviour as applied, per token; empty without correction. */
    public RunningStatistics importanceWeight() {
        return weight;
    }

    /** The penalty's estimate of KL(π ‖ π_ref) in nats per token; empty without penalty. */
    public RunningStatistics klToReference() {
        return klToReference;
    }

    /** How far the sampler was behind: its distance from the trainer (proximal, else current), all tokens. */
    public SamplerDistance behaviour() {
        return behaviour;
    }

    /** The two engines' mismatch: the same over those tokens alone that the step's first weights drew. */
    public SamplerDistance mismatch() {
        return mismatch;
    }

    /** Fraction of tokens whose negative advantage met the lower clip. */
    public double clipFractionLow() {
        return fraction(clippedLow);
    }

    /** Fraction of tokens whose positive advantage met the upper clip. */
    public double clipFractionHigh() {
        return fraction(clippedHigh);
    }

    /** Fraction of tokens at the dual clip's or delta's cap. */
    public double capFraction() {
        return fraction(capped);
    }

    /** Fraction of tokens whose importance weight was truncated or masked. */
    public double correctedFraction() {
        return fraction(corrected);
    }

    /** Fraction of tokens that the sequence mask or the entropy mask took out of the policy term. */
    public double maskedFraction() {
        return fraction(masked);
    }

    /** Effective sample size of the importance weights as a fraction of tokens; 1 without correction. */
    public double effectiveSampleSize() {
        return EffectiveSampleSize.fraction(weight);
    }

    private double fraction(long part) {
        return tokens == 0 ? 0.0 : (double) part / tokens;
    }
}
