package io.kafkagrpo.rl.objective;

/**
 * Drops the policy term of a completion with a negative advantage from which the policy has moved away: mean over
 * its tokens of (old − log π) above a threshold (off-policy sequence mask, DeepSeek-V3.2, arXiv:2512.02556; TRL's
 * off_policy_mask_threshold, slime's opsm_delta). Denominators and the KL penalty are as without.
 *
 * @param threshold δ, in nats per token; infinite drops none
 * @param against whose log-probabilities "old" are
 */
public record SequenceMask(double threshold, Against against) {
    /** Whose log-probabilities the policy is measured against. */
    public enum Against {
        /** The sampler's (TRL). */
        SAMPLER,
        /** Those that the ratio is taken against (slime). */
        ANCHOR
    }

    /** Drops none. */
    public static final SequenceMask NONE = new SequenceMask(Double.POSITIVE_INFINITY, Against.SAMPLER);

    /** Refuses a threshold that is not a number. */
    public SequenceMask {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException("the sequence mask's threshold must be a number");
        }
    }

    /** Whether a completion is dropped; held, without a slope of its own. */
    boolean drops(Sample sample, double[] current, double[] anchor) {
        if (threshold == Double.POSITIVE_INFINITY || sample.advantage() >= 0.0) {
            return false;
        }
        double[] old = against == Against.SAMPLER ? sample.behaviour() : anchor;
        double sum = 0.0;
        for (int t = 0; t < current.length; t++) {
            sum += sample.counts(t) ? old[t] - current[t] : 0.0;
        }
        return sum / Math.max(1, sample.countedTokens()) > threshold;
    }
}
