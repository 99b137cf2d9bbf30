package io.kafkagrpo.engine.torch;

/** The memory of a device, or of the host that stands for one, is too small or gives back something else than it was given. */
public final class DeviceMemoryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeviceMemoryException(String message) {
        super(message);
    }

    DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
