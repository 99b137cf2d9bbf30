package io.kafkagrpo.task.answer;

import org.jspecify.annotations.Nullable;

/** Whether a completion counts as right in an evaluation: more lenient than the correctness reward. */
public enum EvaluationMatch {
    /**
     * The answer extracted from the last {@code <answer>} equals the reference exactly, or as the only number on each side, or
     * as the last number on each side. Source: {@code evaluate_model} of the tutorial's GRPO.py, which looks at prompt and
     * completion together; its prompt's only answer is {@code ...}, so the completion alone gives the same.
     */
    ANSWER_TAG("answer-tag") {
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
    LAST_NUMBER("last-number") {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            return reference != null
                    && AnswerMatch.equal(
                            AnswerExtraction.lastNumberAnywhere(completion), AnswerExtraction.singleNumber(reference));
        }
    },
    /** The answer is equal to the reference as people mean it: {@link MathMatch}. */
    MATH("math") {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            return reference != null && MathMatch.isCorrect(completion, reference);
        }
    };

    private final String settingName;

    EvaluationMatch(String settingName) {
        this.settingName = settingName;
    }

    /** The rule that the configuration calls so ({@code evaluation.match}). */
    public static EvaluationMatch named(String settingName) {
        for (EvaluationMatch match : values()) {
            if (match.settingName.equals(settingName)) {
                return match;
            }
        }
        throw new IllegalArgumentException("There is no matching rule '" + settingName + "'.");
    }

    /** Whether the completion gives the reference answer. */
    public abstract boolean isCorrect(String completion, @Nullable String reference);
}
