package io.kafkagrpo.dashboard.index;

/** The index can't be read or written: a defect, or this machine's disk. */
public final class IndexException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param what in words */
    public IndexException(String what, Throwable cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}
