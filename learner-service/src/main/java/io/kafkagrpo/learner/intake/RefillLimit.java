package io.kafkagrpo.learner.intake;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.SettingsException;

/**
 * How long dynamic sampling goes on looking for groups with differences. A policy that is always or never right
 * gives none, and a step would never be filled (as verl's {@code filter_groups.max_num_gen_batches}).
 *
 * @param batches groups that may be dropped for one step, in batches of a step; 0: any number
 * @param groupsPerStep groups of a batch
 */
public record RefillLimit(int batches, int groupsPerStep) {
    /**
     * Ends the run where too many were dropped.
     *
     * @param dropped groups without differences since the last step
     */
    void check(long dropped) {
        if (batches > 0 && dropped > (long) batches * groupsPerStep) {
            throw new SettingsException(
                    "%d groups were dropped for one step because the rewards in each are all equal, more than the %d that %s = %d (batches) allows: on these problems the model is always right or never; take other problems or rewards in a new run, or go on with --set %s=%d (0: no limit)."
                            .formatted(
                                    dropped,
                                    (long) batches * groupsPerStep,
                                    Keys.ZERO_VARIANCE_LIMIT.name(),
                                    batches,
                                    Keys.ZERO_VARIANCE_LIMIT.name(),
                                    10 * batches));
        }
    }
}
