package io.kafkagrpo.model;

/** A model directory's file that is missing, damaged or not supported; the message is one sentence for the user. */
public final class ModelFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
