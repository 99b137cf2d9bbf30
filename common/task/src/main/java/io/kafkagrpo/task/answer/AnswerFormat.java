package io.kafkagrpo.task.answer;

/** Where the reference answer stands in a data file's answer column. */
public enum AnswerFormat {
    /**
     * As the file shows: {@link #GSM8K} if any answer has its sign, {@link #BOXED} if all have a box, else
     * as it is.
     */
    AUTO,
    /** Behind {@code ####} at the start of a line ({@link Gsm8kAnswer}). */
    GSM8K,
    /** In the last {@code \boxed{}}. */
    BOXED,
    /** The whole text. */
    AS_IS,
    /** What a regular expression finds. */
    REGEX
}
