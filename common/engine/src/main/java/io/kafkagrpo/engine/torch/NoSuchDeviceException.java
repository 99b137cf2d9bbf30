package io.kafkagrpo.engine.torch;

/** This machine has no device of a name that is otherwise right; the message says what libtorch sees. */
public final class NoSuchDeviceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NoSuchDeviceException(String message) {
        super(message);
    }
}
