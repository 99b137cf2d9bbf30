package io.kafkagrpo.task.answer;

import org.jspecify.annotations.Nullable;

/** Whether a completion counts as right in an evaluation: more lenient than the correctness reward. */
public enum EvaluationMatch {
    /**
     * The answer extracted from the last {@code <answer>} equals the reference exactly, or as the only number on
     * each side, or as the last number on each side. Source: {@code evaluate_model} of the tutorial's GRPO.py,
     * which looks at prompt and completion together; its prompt's only answer is {@code ...}, so the completion
     * alone gives the same.
     */
    ANSWER_TAG {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            String extracted = AnswerExtraction.fromCompletion(completion);
            if (AnswerMatch.of(extracted, reference) != AnswerMatch.NONE) {
                return true;
            }
            return extracted != null
                    && reference != null
                    && AnswerMatch.equal(
                            AnswerExtraction.lastNumber(extracted), AnswerExtraction.lastNumber(reference));
        }
    },
    /** The last number anywhere in the completion equals the reference's only number; for tasks without tags. */
    LAST_NUMBER {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            return reference != null
                    && AnswerMatch.equal(
                            AnswerExtraction.lastNumberAnywhere(completion), AnswerExtraction.singleNumber(reference));
        }
    };

    /** Whether the completion gives the reference answer. */
    public abstract boolean isCorrect(String completion, @Nullable String reference);
}
