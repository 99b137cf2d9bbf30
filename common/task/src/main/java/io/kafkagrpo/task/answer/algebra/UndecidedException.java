package io.kafkagrpo.task.answer.algebra;

/** A value can't be told: the text isn't read, the value isn't defined, or telling would cost too much. */
public final class UndecidedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecidedException(String message) {
        super(message, null, false, false); // thrown often, and where it was thrown doesn't matter
    }
}
