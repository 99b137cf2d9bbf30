package io.kafkagrpo.task.answer;

import io.kafkagrpo.task.answer.math.Boxes;
import io.kafkagrpo.task.answer.math.MathEquality;
import org.jspecify.annotations.Nullable;

/** Whether a completion's answer is equal to the reference, as people mean it. */
public final class MathMatch {

    private MathMatch() {}

    /**
     * Whether the answer is right: the text in the last {@code <answer>} tag, or, in a completion that has no such
     * tag, what the last {@code \boxed{}} holds. Without either there is no answer.
     */
    public static boolean isCorrect(String completion, String reference) {
        String answer = answer(completion);
        return answer != null && MathEquality.equal(answer, reference);
    }

    private static @Nullable String answer(String completion) {
        return completion.contains("<answer>") ? AnswerExtraction.fromCompletion(completion) : Boxes.last(completion);
    }
}
