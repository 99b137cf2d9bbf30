package io.kafkagrpo.task.reward;

import io.kafkagrpo.rollout.FinishReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reward function may look at.
 *
 * @param question of the problem
 * @param referenceAnswer the right answer; null where the problem has none
 * @param text the completion, without end-of-sequence token
 * @param finishReason why the completion ended
 * @param tokenCount the completion's tokens, the end-of-sequence token included
 * @param columns the other columns of the problem's record by name, each value as JSON: {@code "easy"}, {@code 3},
 *     {@code ["a","b"]}
 */
public record ScoringInput(
        String question,
        @Nullable String referenceAnswer,
        String text,
        FinishReason finishReason,
        int tokenCount,
        Map<String, String> columns) {

    public ScoringInput {
        columns = Map.copyOf(columns);
    }

    /** Of a problem without other columns. */
    public ScoringInput(
            String question, @Nullable String referenceAnswer, String text, FinishReason finishReason, int tokenCount) {
        this(question, referenceAnswer, text, finishReason, tokenCount, Map.of());
    }
}
