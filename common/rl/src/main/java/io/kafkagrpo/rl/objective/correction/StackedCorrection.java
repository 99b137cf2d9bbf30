package io.kafkagrpo.rl.objective.correction;

import java.util.List;

/**
 * Importance weights and rejections, one after the other. Weights multiply; what any rejects is out of the policy
 * term.
 *
 * @param corrections in order
 * @param anchor what the policy term's ratio is taken against
 * @param sees which tokens a later member sees
 * @param rejected what a rejected token leaves behind
 */
public record StackedCorrection(List<Correction> corrections, Anchor anchor, Sees sees, Rejected rejected)
        implements OffPolicyCorrection {
    /** What the ratio is taken against. */
    public enum Anchor {
        /** π at the step's start, which is also what the correction measures. */
        PROXIMAL,
        /**
         * The sampler; the correction measures the current policy, so that it moves with it (verl's bypass mode).
         */
        SAMPLER
    }

    /** Which tokens a later member sees. */
    public enum Sees {
        /** All counted ones, whatever was rejected before (verl, slime). */
        ALL_COUNTED,
        /** Those that are left (SkyRL). */
        THE_REST
    }

    /** What a rejected token leaves behind. */
    public enum Rejected {
        /** Its policy term is 0; it stays in sequence-level ratios, in the KL penalty and in denominators (TRL). */
        WITHOUT_WEIGHT,
        /** It stays in denominators alone (AReaL, SkyRL, slime, NeMo-RL). */
        IN_DENOMINATORS,
        /** Nothing: it leaves the denominators as well (verl). */
        NOWHERE
    }

    /** Keeps a copy of the list. */
    public StackedCorrection {
        corrections = List.copyOf(corrections);
    }

    @Override
    public boolean needsProximal() {
        return anchor == Anchor.PROXIMAL;
    }

    @Override
    public boolean needsStep() {
        return rejected == Rejected.NOWHERE || corrections.stream().anyMatch(StackedCorrection::isNormalized);
    }

    /** Whether a weight is among the members. */
    public boolean hasWeights() {
        return corrections.stream().anyMatch(Correction.ImportanceWeight.class::isInstance);
    }

    private static boolean isNormalized(Correction correction) {
        return correction instanceof Correction.ImportanceWeight weight
                && weight.normalization() == Correction.Normalization.STEP_MEAN;
    }
}
