package io.kafkagrpo.rl.objective;

import io.kafkagrpo.rl.objective.correction.ImportanceWeights;
import org.jspecify.annotations.Nullable;

/**
 * What a survey of the whole step says of one sample.
 *
 * @param weights importance weights and rejections, or null where the sample tells them by itself
 * @param inPolicyTerm tokens that the entropy mask leaves in, or null for all
 * @param selected tokens that the policy term chose, or null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SampleConstants(
        @Nullable ImportanceWeights weights, boolean @Nullable [] inPolicyTerm, boolean @Nullable [] selected) {
    /** Of a step that needs no survey. */
    static final SampleConstants NONE = new SampleConstants(null, null, null);

    boolean isInPolicyTerm(int t) {
        return inPolicyTerm == null || inPolicyTerm[t];
    }

    boolean isSelected(int t) {
        return selected != null && selected[t];
    }
}
