package io.kafkagrpo.task.data;

/**
 * A dataset can't be read. The message is one sentence that names the file, the line if there is one, and
 * what is wrong.
 */
public final class DatasetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
