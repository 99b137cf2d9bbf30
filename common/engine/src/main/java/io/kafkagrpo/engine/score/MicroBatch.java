package io.kafkagrpo.engine.score;

import java.util.List;

/**
 * Sequences packed for one pass, without padding: for each group the prompt's tokens, then the completions of its
 * members (but for their last tokens, which predict nothing) in runs of equal length.
 *
 * @param ids packed token ids
 * @param positions each token's position in its sequence
 * @param segments the packing: for each group prompt length, number of runs, then members and length of each run
 * @param selected for each prediction the packed index of the token that predicts it
 * @param targets for each prediction the token that is predicted
 * @param parts where each sequence's predictions are
 */
@SuppressWarnings("ArrayRecordComponent")
public // internal; never compared
record MicroBatch(long[] ids, long[] positions, long[] segments, long[] selected, long[] targets, List<Part> parts) {

    /**
     * The predictions of one sequence, one per completion token.
     *
     * @param sequence the completion's number among all that were planned
     * @param start its first prediction
     * @param length number of predictions
     */
    public record Part(int sequence, int start, int length) {}

    /** Tokens that pass through the layers. */
    public int tokens() {
        return ids.length;
    }

    /** Completion tokens that are predicted. */
    public int predictions() {
        return targets.length;
    }
}
