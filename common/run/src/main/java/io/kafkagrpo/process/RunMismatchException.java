package io.kafkagrpo.process;

/** The log belongs to a run with another configuration, model or data; the message names the key. */
public final class RunMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with its sentence. */
    public RunMismatchException(String sentence) {
        super(sentence);
    }
}
