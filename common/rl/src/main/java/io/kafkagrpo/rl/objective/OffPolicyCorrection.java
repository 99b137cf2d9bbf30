package io.kafkagrpo.rl.objective;

/** What the importance ratio is taken against, and how the distance to the sampler is corrected. */
public sealed interface OffPolicyCorrection {
    /** r = π / π_behaviour, against the sampler's own log-probabilities: the tutorial, plain GRPO. */
    record None() implements OffPolicyCorrection {}

    /** r = π / π_proximal, the policy at the step's start, with no weight for the sampler's distance. */
    record ProximalOnly() implements OffPolicyCorrection {}

    /**
     * Decoupled PPO (arXiv:2110.00641; AReaL, arXiv:2505.24298, eq. 5): r = π / π_proximal, and the
     * policy term times an importance weight π_proximal / π_behaviour that is truncated or masked
     * (truncated importance sampling).
     *
     * @param weight what one weight spans
     * @param criterion what is compared with the bounds
     * @param action what happens outside the bounds
     * @param lower smallest value of the criterion in bounds; {@link Double#NEGATIVE_INFINITY} for none
     * @param upper largest value of the criterion in bounds; {@link Double#POSITIVE_INFINITY} for none
     * @param masking what a masked token leaves behind
     * @param bounds bounds of a weight's logarithm before it is exponentiated
     */
    record Decoupled(
            Weight weight,
            Criterion criterion,
            Action action,
            double lower,
            double upper,
            Masking masking,
            LogRatioBounds bounds)
            implements OffPolicyCorrection {
        /** Refuses bounds in the wrong order. */
        public Decoupled {
            if (!(lower <= upper)) {
                throw new IllegalArgumentException(
                        "importance weight bounds [%s, %s] must be ordered".formatted(lower, upper));
            }
        }

        /**
         * Weights compared with the bounds themselves, masked tokens kept in all means: TRL's
         * vllm_importance_sampling_mode and verl's rollout_is.
         */
        public static Decoupled of(Weight weight, Action action, double lower, double upper) {
            return new Decoupled(
                    weight,
                    new Criterion(Statistic.RATIO, weight.scope),
                    action,
                    lower,
                    upper,
                    Masking.ZERO_WEIGHT,
                    LogRatioBounds.NONE);
        }
    }

    /** What one importance weight spans. */
    enum Weight {
        /** A token's own ratio. */
        TOKEN(Scope.TOKEN),
        /** The product of all ratios of the completion: unbiased, high variance (TRL, verl "sequence"). */
        SEQUENCE_PRODUCT(Scope.SEQUENCE_SUM),
        /** Their geometric mean (AReaL "sequence"). */
        SEQUENCE_GEOMETRIC_MEAN(Scope.SEQUENCE_MEAN);

        private final Scope scope;

        Weight(Scope scope) {
            this.scope = scope;
        }
    }

    /** What happens to a token or completion whose criterion is out of bounds. */
    enum Action {
        /** Its weight is moved to the nearer bound. */
        TRUNCATE,
        /** It does not take part. */
        MASK
    }

    /** What a masked token leaves behind. Step denominators count it either way. */
    enum Masking {
        /** A weight of zero: it stays in a sequence-level ratio and in the KL penalty (TRL). */
        ZERO_WEIGHT,
        /** Nothing (AReaL). */
        REMOVED
    }

    /**
     * The number that is compared with the bounds.
     *
     * @param statistic per-token number of d = log π_proximal − log π_behaviour
     * @param scope how tokens' numbers are reduced
     */
    record Criterion(Statistic statistic, Scope scope) {}

    /** Per-token numbers of d = log π_proximal − log π_behaviour. */
    enum Statistic {
        /** exp(d). Reduced over a sequence in log space, so its mean is geometric and its sum is a product. */
        RATIO,
        /** d. */
        K1,
        /** d² / 2. */
        K2,
        /** exp(−d) + d − 1. */
        K3;

        double ofToken(double d) {
            return switch (this) {
                case RATIO, K1 -> d;
                case K2 -> KlEstimator.K2.value(d);
                case K3 -> KlEstimator.K3.value(d);
            };
        }
    }

    /** How tokens' numbers become the criterion's. */
    enum Scope {
        /** Each token by itself. */
        TOKEN,
        /** Sum over the completion. */
        SEQUENCE_SUM,
        /** Mean over the completion. */
        SEQUENCE_MEAN,
        /** Largest of the completion. */
        SEQUENCE_MAX
    }
}
