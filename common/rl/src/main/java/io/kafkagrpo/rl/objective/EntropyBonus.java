package io.kafkagrpo.rl.objective;

import org.jspecify.annotations.Nullable;

/**
 * The term −c Σ_i a_i Σ_t H_{i,t} of the loss: H is the entropy of the policy's whole distribution at a counted
 * token, a_i the weight that the aggregation gives each counted token of sample i. Its slope by H is −c a_i; how H
 * depends on the logits is the engine's part.
 *
 * @param coefficient c, 0 or more
 * @param target what adapts the coefficient between steps, or null where it stays
 * @param aggregation how the entropies are averaged, or null for the policy term's way
 */
public record EntropyBonus(
        double coefficient,
        @Nullable EntropyTarget target,
        @Nullable Aggregation aggregation) {
    /** No bonus, and no sample passes for its sake. */
    public static final EntropyBonus NONE = new EntropyBonus(0.0, null, null);

    /** Refuses a negative or non-finite coefficient. */
    public EntropyBonus {
        if (!(coefficient >= 0.0 && Double.isFinite(coefficient))) {
            throw new IllegalArgumentException("entropy coefficient %s must be 0 or more".formatted(coefficient));
        }
    }

    /** A fixed coefficient, averaged as the policy term is. */
    public static EntropyBonus of(double coefficient) {
        return new EntropyBonus(coefficient, null, null);
    }

    /** The same with the coefficient of one step. */
    public EntropyBonus withCoefficient(double ofStep) {
        return new EntropyBonus(ofStep, target, aggregation);
    }

    /**
     * Whether entropies are needed. With a target they are measured at a coefficient of 0, too, over all samples,
     * so that what is compared with the target is the same mean in every step.
     */
    public boolean isOn() {
        return coefficient > 0.0 || target != null;
    }

    /** The weight of each counted token's entropy in the loss, which is its slope, too. */
    double slope(Sample sample, StepTotals totals, Aggregation ofPolicyTerm) {
        return -coefficient * (aggregation == null ? ofPolicyTerm : aggregation).weight(sample, totals);
    }
}
