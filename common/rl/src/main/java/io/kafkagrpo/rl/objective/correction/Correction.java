package io.kafkagrpo.rl.objective.correction;

import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Weight;
import io.kafkagrpo.rl.objective.ratio.LogRatioBounds;

/** One member of a {@link StackedCorrection}. */
public sealed interface Correction {
    /**
     * Multiplies the policy term by w = e^d of a token, of a completion's sum, or of its mean.
     *
     * @param span what one weight spans
     * @param lower least weight in bounds; 0 for none
     * @param upper largest weight in bounds; {@link Double#POSITIVE_INFINITY} for none
     * @param outside what happens to a weight out of bounds
     * @param normalization whether weights are divided by their mean
     * @param bounds of a weight's logarithm before it is exponentiated
     */
    record ImportanceWeight(
            Weight span,
            double lower,
            double upper,
            Outside outside,
            Normalization normalization,
            LogRatioBounds bounds)
            implements Correction {
        /** Refuses bounds in the wrong order. */
        public ImportanceWeight {
            if (!(lower <= upper)) {
                throw new IllegalArgumentException(
                        "importance weight bounds [%s, %s] must be ordered".formatted(lower, upper));
            }
        }

        /** w held to at most {@code upper}: truncated importance sampling. */
        public static ImportanceWeight truncated(Weight span, double upper) {
            return new ImportanceWeight(span, 0.0, upper, Outside.TRUNCATE, Normalization.NONE, LogRatioBounds.TWENTY);
        }

        /** w itself. */
        public static ImportanceWeight raw(Weight span) {
            return truncated(span, Double.POSITIVE_INFINITY);
        }

        /** w in [lower, upper], else 0: IcePop, arXiv:2510.18855. */
        public static ImportanceWeight icePop(double lower, double upper) {
            return new ImportanceWeight(
                    Weight.TOKEN, lower, upper, Outside.ZERO, Normalization.NONE, LogRatioBounds.TWENTY);
        }
    }

    /** What happens to a weight out of bounds. */
    enum Outside {
        /** It is moved to the nearer bound. */
        TRUNCATE,
        /** It becomes 0; its token stays in every mean. */
        ZERO,
        /** Its token is rejected. */
        REJECT
    }

    /** Whether weights are divided by their mean. */
    enum Normalization {
        /** They are not. */
        NONE,
        /**
         * By that of the step: over tokens, or, of weights that span completions, over completions (verl, slime).
         */
        STEP_MEAN
    }

    /**
     * Takes tokens or whole completions out of the policy term.
     *
     * @param statistic per-token number
     * @param direction whose ratio the number is of
     * @param scope what is rejected together, and by which reduction
     * @param lower least value that is kept; {@link Double#NEGATIVE_INFINITY} for no bound
     * @param upper largest value that is kept; {@link Double#POSITIVE_INFINITY} for no bound
     */
    record Rejection(Statistic statistic, Direction direction, Reduction scope, double lower, double upper)
            implements Correction {
        /** Refuses bounds in the wrong order. */
        public Rejection {
            if (!(lower <= upper)) {
                throw new IllegalArgumentException("rejection bounds [%s, %s] must be ordered".formatted(lower, upper));
            }
        }

        /** By π_trainer / π_sampler. */
        public static Rejection byRatio(Reduction scope, double lower, double upper) {
            return new Rejection(Statistic.RATIO, Direction.TRAINER_OVER_SAMPLER, scope, lower, upper);
        }
    }

    /** Whose ratio a rejection looks at. */
    enum Direction {
        /** π_trainer / π_sampler, d itself. */
        TRAINER_OVER_SAMPLER,
        /** π_sampler / π_trainer, −d: verl's. */
        SAMPLER_OVER_TRAINER
    }

    /** What is rejected together. A ratio is reduced in log space. */
    enum Reduction {
        /** Each token by itself. */
        TOKEN,
        /** The completion, by the sum over its tokens. */
        SEQUENCE_SUM,
        /** The completion, by the mean. */
        SEQUENCE_MEAN,
        /** The completion, by the largest. */
        SEQUENCE_MAX,
        /** The completion, as soon as one token is out of bounds: outliers and vetoes. */
        ANY_TOKEN
    }
}
