package io.kafkagrpo.jinja.syntax;

/** A chat template that can't be parsed or rendered, or that refuses its input with raise_exception. */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean located;

    public TemplateException(String message) {
        super(message);
        this.located = false;
    }

    private TemplateException(String message, TemplateException cause) {
        super(message, cause);
        this.located = true;
    }

    static TemplateException at(int line, String message) {
        return new TemplateException(message).at(line);
    }

    /** The same complaint with a template line, unless an inner construct has already said its own. */
    public TemplateException at(int line) {
        return located ? this : new TemplateException("line " + line + ": " + getMessage(), this);
    }
}
