package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.KlEstimator;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import io.kafkagrpo.rl.objective.term.PolicyTerm;
import io.kafkagrpo.rl.objective.term.TokenSelector;

/**
 * The objective of a run: everything that decides a step's loss beside the data.
 *
 * @param policyTerm the policy part of the loss
 * @param ratioLevel what one importance ratio spans
 * @param logRatioBounds bounds of the log-ratio before it is exponentiated
 * @param correction what the ratio is taken against, and the correction for the sampler's distance
 * @param klPenalty the penalty against the reference model
 * @param aggregation how tokens' losses become one number
 * @param extras what most runs leave as it is
 */
public record ObjectiveSettings(
        PolicyTerm policyTerm,
        RatioLevel ratioLevel,
        LogRatioBounds logRatioBounds,
        OffPolicyCorrection correction,
        KlPenalty klPenalty,
        Aggregation aggregation,
        Extras extras) {

    /**
     * What most runs leave as it is.
     *
     * @param policyWeight multiplies the policy term (prime-rl's adv_tau)
     * @param logRatioPenalty τ of a penalty τ z² on every token, z its log-ratio to the anchor, which a correction
     *     does not weight (Kimi K2.5, arXiv:2602.02276; prime-rl's kl_tau); 0 for none
     * @param sequenceMask which completions lose their policy term
     * @param entropyMask which tokens do
     * @param entropyBonus what the policy's entropy adds to the loss
     */
    public record Extras(
            double policyWeight,
            double logRatioPenalty,
            SequenceMask sequenceMask,
            EntropyMask entropyMask,
            EntropyBonus entropyBonus) {
        /** Nothing changed. */
        public static final Extras NONE = new Extras(1.0, 0.0, SequenceMask.NONE, EntropyMask.NONE);

        /** Without an entropy bonus. */
        public Extras(double policyWeight, double logRatioPenalty, SequenceMask sequenceMask, EntropyMask entropyMask) {
            this(policyWeight, logRatioPenalty, sequenceMask, entropyMask, EntropyBonus.NONE);
        }

        /** The same with another entropy bonus. */
        public Extras with(EntropyBonus bonus) {
            return new Extras(policyWeight, logRatioPenalty, sequenceMask, entropyMask, bonus);
        }

        /** Refuses negative numbers. */
        public Extras {
            if (!(policyWeight >= 0.0 && logRatioPenalty >= 0.0 && Double.isFinite(policyWeight + logRatioPenalty))) {
                throw new IllegalArgumentException(
                        "the policy term's weight %s and the log-ratio penalty %s must be 0 or more"
                                .formatted(policyWeight, logRatioPenalty));
            }
        }
    }

    /** Without extras. */
    public ObjectiveSettings(
            PolicyTerm policyTerm,
            RatioLevel ratioLevel,
            LogRatioBounds logRatioBounds,
            OffPolicyCorrection correction,
            KlPenalty klPenalty,
            Aggregation aggregation) {
        this(policyTerm, ratioLevel, logRatioBounds, correction, klPenalty, aggregation, Extras.NONE);
    }

    /**
     * GRPO as the tutorial and the paper have it (arXiv:2402.03300, eq. 3): symmetric clip, k3 penalty, mean per
     * sequence, then over sequences.
     *
     * @param epsilon clip bound
     * @param beta coefficient of the penalty
     */
    public static ObjectiveSettings grpo(double epsilon, double beta) {
        return new ObjectiveSettings(
                Clipped.symmetric(epsilon),
                RatioLevel.TOKEN,
                LogRatioBounds.NONE,
                new OffPolicyCorrection.None(),
                KlPenalty.of(beta, KlEstimator.K3),
                Aggregation.sequenceMean());
    }

    /** The same with another entropy bonus. */
    public ObjectiveSettings with(EntropyBonus bonus) {
        return new ObjectiveSettings(
                policyTerm, ratioLevel, logRatioBounds, correction, klPenalty, aggregation, extras.with(bonus));
    }

    /** Whether samples need reference log-probabilities. */
    public boolean needsReference() {
        return klPenalty.isActive();
    }

    /** Whether the ratio is taken against the policy at the step's start. */
    public boolean needsProximal() {
        return correction.needsProximal();
    }

    /**
     * Whether a sample's loss depends on the other samples' log-probabilities or entropies, so that a step must be
     * surveyed before its first slope: {@link StepObjective#surveyed}.
     */
    public boolean needsSurvey() {
        return correction.needsStep()
                || policyTerm instanceof TokenSelector
                || extras.entropyMask().isActive();
    }

    /** Whether rejected tokens leave the denominators. */
    boolean changesDenominators() {
        return correction instanceof StackedCorrection stack && stack.rejected() == StackedCorrection.Rejected.NOWHERE;
    }
}
