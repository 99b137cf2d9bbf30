package io.kafkagrpo.engine.generate;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
import java.util.List;

/**
 * A finished completion.
 *
 * @param requestId the request's name
 * @param member which of the group's members, from 0
 * @param tokenIds the completion, with the end-of-sequence token where that ended it
 * @param logProbabilities each token's log-probability (nats) in the distribution it was drawn from; where decoding
 *     was greedy, at temperature 1
 * @param versions runs of tokens by the weights that gave them, in order
 * @param reason why it ended
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GeneratedSequence(
        String requestId,
        int member,
        int[] tokenIds,
        float[] logProbabilities,
        List<VersionSpan> versions,
        FinishReason reason) {

    public GeneratedSequence {
        versions = List.copyOf(versions);
    }
}
