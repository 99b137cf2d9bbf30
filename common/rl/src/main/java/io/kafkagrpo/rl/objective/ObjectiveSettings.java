package io.kafkagrpo.rl.objective;

/**
 * The objective of a run: everything that decides a step's loss beside the data.
 *
 * @param policyTerm the policy part of a token's loss
 * @param ratioLevel what one importance ratio spans
 * @param logRatioBounds bounds of the log-ratio before it is exponentiated
 * @param correction what the ratio is taken against, and the correction for the sampler's distance
 * @param klPenalty the penalty against the reference model
 * @param aggregation how tokens' losses become one number
 */
public record ObjectiveSettings(
        PolicyTerm policyTerm,
        RatioLevel ratioLevel,
        LogRatioBounds logRatioBounds,
        OffPolicyCorrection correction,
        KlPenalty klPenalty,
        Aggregation aggregation) {

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

    /** Whether samples need reference log-probabilities. */
    public boolean needsReference() {
        return klPenalty.isActive();
    }

    /** Whether the ratio is taken against the policy at the step's start. */
    public boolean needsProximal() {
        return !(correction instanceof OffPolicyCorrection.None);
    }
}
