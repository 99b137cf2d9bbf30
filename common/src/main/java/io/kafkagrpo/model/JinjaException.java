package io.kafkagrpo.model;

/** A chat template that can't be parsed or rendered, or that refuses its input with raise_exception. */
final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean located;

    JinjaException(String message) {
        super(message);
        this.located = false;
    }

    private JinjaException(String message, JinjaException cause) {
        super(message, cause);
        this.located = true;
    }

    static JinjaException at(int line, String message) {
        return new JinjaException(message).at(line);
    }

    /** The same complaint with a template line, unless an inner construct has already said its own. */
    JinjaException at(int line) {
        return located ? this : new JinjaException("line " + line + ": " + getMessage(), this);
    }
}
