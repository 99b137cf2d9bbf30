package io.kafkagrpo.task.answer;

import org.jspecify.annotations.Nullable;

/** Whether a completion counts as right in an evaluation: more lenient than the correctness reward. */
public enum EvaluationMatch {
    /**
     * The answer extracted from the last {@code <answer>} equals the reference exactly, or as the only number on
     * each side, or as the last number on each side; commas between thousands don't matter. Source:
     * {@code evaluate_model} of the tutorial's GRPO.py, which looks at prompt and completion together; its prompt's
     * only answer is {@code ...}, so the completion alone gives the same.
     */
    ANSWER_TAG {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            String extracted = AnswerExtraction.fromCompletion(completion);
            if (extracted == null || reference == null) {
                return AnswerMatch.of(extracted, reference) != AnswerMatch.NONE;
            }
            String given = Thousands.joined(extracted);
            String right = Thousands.joined(reference);
            return AnswerMatch.of(given, right) != AnswerMatch.NONE
                    || AnswerMatch.equal(AnswerExtraction.lastNumber(given), AnswerExtraction.lastNumber(right));
        }
    },
    /** The last number anywhere in the completion equals the reference's only number; for tasks without tags. */
    LAST_NUMBER {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            return reference != null
                    && AnswerMatch.equal(
                            AnswerExtraction.lastNumberAnywhere(Thousands.joined(completion)),
                            AnswerExtraction.singleNumber(Thousands.joined(reference)));
        }
    },
    /** The answer is equal to the reference as people mean it: {@link MathMatch}. */
    MATH {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            return reference != null && MathMatch.isCorrect(completion, reference);
        }
    },
    /** The answer's expression reaches the target of a countdown problem by its rules: {@link CountdownAnswer}. */
    COUNTDOWN {
        @Override
        public boolean isCorrect(String completion, @Nullable String reference) {
            CountdownAnswer.Task task = reference == null ? null : CountdownAnswer.task(reference);
            String answer = AnswerExtraction.fromCompletion(completion);
            return task != null
                    && answer != null
                    && CountdownAnswer.judge(answer, task) == CountdownAnswer.Verdict.RIGHT;
        }
    };

    /** Whether the completion gives the reference answer. */
    public abstract boolean isCorrect(String completion, @Nullable String reference);
}
