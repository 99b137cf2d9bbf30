package io.kafkagrpo.engine.torch;

/** A computation gave NaN or infinity; the message names the tensor, or the request and step. */
public final class NotFiniteException extends ArithmeticException {

    private static final long serialVersionUID = 1L;

    public NotFiniteException(String message) {
        super(message);
    }
}
