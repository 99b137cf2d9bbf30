package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.Nullable;

/**
 * The penalty β · KL(π ‖ π_ref) of the loss.
 *
 * @param coefficient β; 0 leaves the penalty out, and then no reference model is needed
 * @param estimator the per-token estimator
 * @param weighting whether the estimator is multiplied by the importance ratio
 * @param aggregation how the penalty is averaged, or null for the policy term's way
 */
public record KlPenalty(
        double coefficient,
        KlEstimator estimator,
        Weighting weighting,
        @Nullable Aggregation aggregation) {
    /** What multiplies the estimator. */
    public enum Weighting {
        /** Nothing. */
        NONE,
        /**
         * The importance ratio, slope included: the bias-corrected KL
         * (TRL's use_bias_correction_kl; DeepSeek-V3.2).
         */
        RATIO
    }

    /** No penalty, no reference model. */
    public static final KlPenalty NONE = new KlPenalty(0.0, KlEstimator.K3, Weighting.NONE, null);

    /** Refuses a negative or non-finite coefficient. */
    public KlPenalty {
        if (!(coefficient >= 0.0 && Double.isFinite(coefficient))) {
            throw new IllegalArgumentException("KL coefficient %s must be 0 or more".formatted(coefficient));
        }
    }

    /** β times the estimator, averaged as the policy term is. */
    public static KlPenalty of(double coefficient, KlEstimator estimator) {
        return new KlPenalty(coefficient, estimator, Weighting.NONE, null);
    }

    /** Whether the loss needs reference log-probabilities. */
    public boolean isActive() {
        return coefficient > 0.0;
    }
}
