package io.kafkagrpo.settings;

import org.jspecify.annotations.Nullable;

/** What the keys under {@code objective} choose from where a choice is no enum of the objective itself. */
public final class ObjectiveChoices {
    private ObjectiveChoices() {}

    /** The values of {@code objective.policy-term}. */
    public enum Term {
        CLIPPED,
        CISPO,
        REINFORCE,
        SAPO
    }

    /** The values of {@code objective.log-ratio-bounds} and {@code objective.importance-log-bounds}. */
    public enum Bounds {
        NONE,
        TWENTY,
        AT_MOST_TEN
    }

    /** The values of {@code objective.aggregation}. */
    public enum Mean {
        SEQUENCE_MEAN,
        TOKEN_MEAN,
        SEQUENCE_SUM,
        CONSTANT
    }

    /** The values of {@code objective.kl-aggregation}. */
    public enum PenaltyMean {
        SAME(null),
        SEQUENCE_MEAN(Mean.SEQUENCE_MEAN),
        TOKEN_MEAN(Mean.TOKEN_MEAN),
        SEQUENCE_SUM(Mean.SEQUENCE_SUM),
        CONSTANT(Mean.CONSTANT);

        private final @Nullable Mean own;

        PenaltyMean(@Nullable Mean own) {
            this.own = own;
        }

        /** The penalty's own; null where it is the policy term's. */
        @Nullable
        Mean own() {
            return own;
        }
    }

    /** The values of {@code objective.correction}. */
    public enum Correction {
        NONE,
        PROXIMAL_ONLY,
        DECOUPLED
    }

    /** The values of {@code objective.importance-criterion}. */
    public enum Criterion {
        WEIGHT,
        RATIO,
        K1,
        K2,
        K3
    }
}
