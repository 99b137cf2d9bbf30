package io.kafkagrpo.engine.generate;

/** A device holds other weights than it was given; the message has both sums. */
public final class WrongWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongWeightsException(String message) {
        super(message);
    }
}
