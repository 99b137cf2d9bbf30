package io.kafkagrpo.task.reward;

import io.kafkagrpo.rollout.FinishReason;
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
        String question, @Nullable String referenceAnswer, String text, FinishReason finishReason, int tokenCount) {}
