package io.kafkagrpo.rl.objective;

/** How per-token losses become one number. Each way gives every counted token of a sample the same weight. */
public sealed interface Aggregation {
    /** Whether a sample without counted tokens (all masked) counts among the samples that are averaged over. */
    enum EmptySamples {
        /** It counts, as a loss of zero (the tutorial, TRL). */
        COUNTED,
        /** It does not (verl). */
        LEFT_OUT;

        double perSample(StepTotals totals) {
            return StepTotals.inverse(this == COUNTED ? totals.samples() : totals.nonEmptySamples());
        }
    }

    /** The weight of each counted token of a sample that has {@code tokens} of them. */
    double weight(int tokens, StepTotals totals);

    /** The tutorial's GRPO: {@link SequenceMean} over all samples. */
    static Aggregation sequenceMean() {
        return new SequenceMean(EmptySamples.COUNTED, 0.0);
    }

    /**
     * Mean over a sample's tokens, then over samples: (1/G) Σ_i (1/|o_i|) Σ_t (GRPO, arXiv:2402.03300, eq. 3; TRL
     * "grpo"; verl "seq-mean-token-mean").
     *
     * @param emptySamples whether all-masked samples count
     * @param lengthEpsilon added to |o_i|: 0, or verl's 1e-8
     */
    record SequenceMean(EmptySamples emptySamples, double lengthEpsilon) implements Aggregation {
        @Override
        public double weight(int tokens, StepTotals totals) {
            return emptySamples.perSample(totals) / (Math.max(1, tokens) + lengthEpsilon);
        }
    }

    /**
     * Mean over all tokens of the step: Σ_i Σ_t / Σ_i |o_i| (DAPO, arXiv:2503.14476, eq. 12; TRL "dapo", "bnpo",
     * "cispo"; verl "token-mean"; AReaL).
     */
    record TokenMean() implements Aggregation {
        @Override
        public double weight(int tokens, StepTotals totals) {
            return StepTotals.inverse(totals.tokens());
        }
    }

    /**
     * Sum over a sample's tokens, mean over samples (verl "seq-mean-token-sum"; TRL "luspo"
     * with {@link RatioLevel#SEQUENCE}).
     *
     * @param emptySamples whether all-masked samples count
     */
    record SequenceSum(EmptySamples emptySamples) implements Aggregation {
        @Override
        public double weight(int tokens, StepTotals totals) {
            return emptySamples.perSample(totals);
        }
    }

    /**
     * Sum over all tokens by a constant (Dr. GRPO, arXiv:2503.20783): TRL "dr_grpo" divides by samples × longest
     * completion, verl "seq-mean-token-sum-norm" by the constant alone.
     *
     * @param tokens the constant, in tokens
     * @param per what the constant stands for
     */
    record Constant(double tokens, Per per) implements Aggregation {
        /** What the constant stands for. */
        public enum Per {
            /** One sample. */
            ROW,
            /** The whole step. */
            STEP
        }

        /** Refuses a constant that is not positive. */
        public Constant {
            if (!(tokens > 0.0 && Double.isFinite(tokens))) {
                throw new IllegalArgumentException("the constant denominator %s must be above 0".formatted(tokens));
            }
        }

        @Override
        public double weight(int rowTokens, StepTotals totals) {
            return per == Per.STEP ? 1.0 / tokens : StepTotals.inverse(totals.samples()) / tokens;
        }
    }
}
