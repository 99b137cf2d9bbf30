package io.kafkagrpo.task.answer;

import org.jspecify.annotations.Nullable;

/** The part of a completion that a function looks at. */
public enum AnswerPart {
    /** The whole completion. */
    TEXT("text") {
        @Override
        public @Nullable String of(String completion) {
            return completion;
        }
    },
    /** What the last {@code <answer>} tag holds. */
    ANSWER("answer") {
        @Override
        public @Nullable String of(String completion) {
            return AnswerExtraction.fromCompletion(completion);
        }
    };

    private final String settingName;

    AnswerPart(String settingName) {
        this.settingName = settingName;
    }

    /** The part; null if the completion has none. */
    public abstract @Nullable String of(String completion);

    /** @throws IllegalArgumentException if there is no part of this name */
    public static AnswerPart named(String settingName) {
        for (AnswerPart part : values()) {
            if (part.settingName.equals(settingName)) {
                return part;
            }
        }
        throw new IllegalArgumentException("part is \"%s\"; allowed is text or answer.".formatted(settingName));
    }
}
