package io.kafkagrpo.task.reward;

import org.jspecify.annotations.Nullable;

/**
 * What a reward function may look at.
 *
 * @param question of the problem
 * @param referenceAnswer the right answer; null where the problem has none
 * @param text the completion, without end-of-sequence token
 * @param finishReason why the completion ended
 * @param tokenCount the completion's tokens, the end-of-sequence token included
 */
public record ScoringInput(
        String question, @Nullable String referenceAnswer, String text, FinishReason finishReason, int tokenCount) {

    /** Why a completion ended. */
    public enum FinishReason {
        /** End-of-sequence token or a stop string. */
        STOP,
        /** The allowed number of new tokens. */
        LENGTH,
        /** The model's context was full. */
        CONTEXT
    }
}
