package io.kafkagrpo.engine.torch;

/** A device has no memory for what a program asked; the message says which settings lower it. */
public final class DeviceMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeviceMemoryException(String message) {
        super(message);
    }

    DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
