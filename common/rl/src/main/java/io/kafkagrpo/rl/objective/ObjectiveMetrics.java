package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.EffectiveSampleSize;
import io.kafkagrpo.rl.RunningStatistics;

/** Figures of the objective over counted tokens; merged over samples, micro-batches and devices. */
public final class ObjectiveMetrics {
    private final RunningStatistics ratio = new RunningStatistics();
    private final RunningStatistics weight = new RunningStatistics();
    private final RunningStatistics klToReference = new RunningStatistics();
    private final RunningStatistics behaviourK1 = new RunningStatistics();
    private final RunningStatistics behaviourK3 = new RunningStatistics();
    private final RunningStatistics mismatchK1 = new RunningStatistics();
    private final RunningStatistics mismatchK3 = new RunningStatistics();
    private double policyLoss;
    private double klLoss;
    private long tokens;
    private long clippedLow;
    private long clippedHigh;
    private long capped;
    private long corrected;

    /** Adds another's tokens. */
    public void merge(ObjectiveMetrics other) {
        ratio.merge(other.ratio);
        weight.merge(other.weight);
        klToReference.merge(other.klToReference);
        behaviourK1.merge(other.behaviourK1);
        behaviourK3.merge(other.behaviourK3);
        mismatchK1.merge(other.mismatchK1);
        mismatchK3.merge(other.mismatchK3);
        policyLoss += other.policyLoss;
        klLoss += other.klLoss;
        tokens += other.tokens;
        clippedLow += other.clippedLow;
        clippedHigh += other.clippedHigh;
        capped += other.capped;
        corrected += other.corrected;
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

    void addBehaviour(double trainerMinusSampler) {
        behaviourK1.add(KlEstimator.K1.value(-trainerMinusSampler));
        behaviourK3.add(KlEstimator.K3.value(-trainerMinusSampler));
    }

    void addMismatch(double trainerMinusSampler) {
        mismatchK1.add(KlEstimator.K1.value(-trainerMinusSampler));
        mismatchK3.add(KlEstimator.K3.value(-trainerMinusSampler));
    }

    void addWeight(double importanceWeight, boolean isCorrected) {
        weight.add(importanceWeight);
        corrected += isCorrected ? 1 : 0;
    }

    void addKlToReference(double estimate) {
        klToReference.add(estimate);
    }

    void addLosses(double policy, double kl) {
        policyLoss += policy;
        klLoss += kl;
    }

    /** The step's loss so far: policy term and penalty. */
    public double loss() {
        return policyLoss + klLoss;
    }

    /** The policy term's share of the loss. */
    public double policyLoss() {
        return policyLoss;
    }

    /** The penalty's share of the loss, β included. */
    public double klLoss() {
        return klLoss;
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

    /**
     * KL(sampler ‖ trainer) in nats per token by the k1 estimator: mean of log π_sampler − log π_trainer over all
     * counted tokens, whichever version drew them, where the trainer's log-probability is the proximal one if the
     * sample has it, else the current one. How far the sampler was behind.
     */
    public double behaviourK1() {
        return behaviourK1.mean();
    }

    /** {@link #behaviourK1} by the k3 estimator, which is never negative. */
    public double behaviourK3() {
        return behaviourK3.mean();
    }

    /**
     * {@link #behaviourK1} over those tokens alone that the weights of the step's start drew: the mismatch between
     * the two engines. Says nothing (it is 0) where {@link #mismatchTokens} is 0.
     */
    public double mismatchK1() {
        return mismatchK1.mean();
    }

    /** {@link #mismatchK1} by the k3 estimator, which is never negative. */
    public double mismatchK3() {
        return mismatchK3.mean();
    }

    /** Counted tokens that the weights of the step's start drew. */
    public long mismatchTokens() {
        return mismatchK1.count();
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

    /** Effective sample size of the importance weights as a fraction of tokens; 1 without correction. */
    public double effectiveSampleSize() {
        return EffectiveSampleSize.fraction(weight);
    }

    private double fraction(long part) {
        return tokens == 0 ? 0.0 : (double) part / tokens;
    }
}
