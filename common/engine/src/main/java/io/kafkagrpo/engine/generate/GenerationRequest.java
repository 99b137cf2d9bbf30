package io.kafkagrpo.engine.generate;

import java.util.Set;

/**
 * A group of completions of one prompt.
 *
 * @param id the caller's name for it
 * @param promptIds the prompt, at least one token
 * @param sampling how tokens are drawn
 * @param seeds one for each member of the group; with the same weights and settings a seed gives
 *     the same completion
 * @param endIds end-of-sequence ids; empty to ignore them
 * @param stop another reason to end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GenerationRequest(
        String id, int[] promptIds, Sampling sampling, long[] seeds, Set<Integer> endIds, StopCondition stop) {

    public GenerationRequest {
        if (promptIds.length == 0 || seeds.length == 0) {
            throw new IllegalArgumentException("Request " + id + " needs at least one prompt token and one member, not "
                    + promptIds.length + " and " + seeds.length + ".");
        }
        endIds = Set.copyOf(endIds);
    }
}
