package io.kafkagrpo.settings;

import io.kafkagrpo.rl.AdvantageSettings;
import org.jspecify.annotations.Nullable;

/** What the keys under {@code objective} choose from where a choice is no enum of the objective itself. */
public final class ObjectiveChoices {
    private ObjectiveChoices() {}

    /** The values of {@code advantage.estimator}. */
    public enum Estimator {
        GROUP(AdvantageSettings.Estimator.GROUP),
        GROUP_MEAN(AdvantageSettings.Estimator.GROUP_MEAN),
        BATCH(AdvantageSettings.Estimator.BATCH),
        LEAVE_ONE_OUT(AdvantageSettings.Estimator.LEAVE_ONE_OUT),
        REINFORCE_PLUS_PLUS(null),
        REINFORCE_PLUS_PLUS_BASELINE(null),
        OPO(null),
        GPG(null),
        BEST_OF_GROUP(null),
        MAX_RL(null);

        private final AdvantageSettings.@Nullable Estimator plain;

        Estimator(AdvantageSettings.@Nullable Estimator plain) {
            this.plain = plain;
        }

        /** The one that looks at totals alone; null for those that have a file of their own. */
        AdvantageSettings.@Nullable Estimator plain() {
            return plain;
        }
    }

    /** The values of {@code objective.policy-term}. */
    public enum Term {
        CLIPPED,
        CISPO,
        REINFORCE,
        SAPO,
        UNCLIPPED,
        DPPO,
        DRO,
        DOUBLE_SIDED,
        CLIP_COV,
        KL_COV,
        GMPO,
        VESPO
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
        CONSTANT,
        GROUP_MEAN
    }

    /** The values of {@code objective.kl-aggregation} and {@code objective.entropy-aggregation}. */
    public enum PenaltyMean {
        SAME(null),
        SEQUENCE_MEAN(Mean.SEQUENCE_MEAN),
        TOKEN_MEAN(Mean.TOKEN_MEAN),
        SEQUENCE_SUM(Mean.SEQUENCE_SUM),
        CONSTANT(Mean.CONSTANT),
        GROUP_MEAN(Mean.GROUP_MEAN);

        private final @Nullable Mean own;

        PenaltyMean(@Nullable Mean own) {
            this.own = own;
        }

        /** The term's own; null where it is the policy term's. */
        @Nullable
        Mean own() {
            return own;
        }
    }

    /** The values of {@code objective.correction}. */
    public enum Correction {
        NONE,
        PROXIMAL_ONLY,
        DECOUPLED,
        STACKED
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
