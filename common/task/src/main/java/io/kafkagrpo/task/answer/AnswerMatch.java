package io.kafkagrpo.task.answer;

import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How an extracted answer relates to the reference answer; null means that there is none, as Python's None. */
public enum AnswerMatch {
    /** The same text, or none on both sides. */
    EXACT,
    /** Exactly one number on each side, and these are equal. */
    NUMERIC,
    NONE;

    /** Source: {@code correctness_reward} of the tutorial's GRPO.py. */
    public static AnswerMatch of(@Nullable String extracted, @Nullable String reference) {
        if (Objects.equals(extracted, reference)) {
            return EXACT;
        }
        return extracted != null
                        && reference != null
                        && equal(AnswerExtraction.singleNumber(extracted), AnswerExtraction.singleNumber(reference))
                ? NUMERIC
                : NONE;
    }

    /** Equal as Python's floats are: both zeros are equal. */
    static boolean equal(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent() && one.getAsDouble() == other.getAsDouble();
    }
}
