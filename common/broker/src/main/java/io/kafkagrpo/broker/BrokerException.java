package io.kafkagrpo.broker;

import org.jspecify.annotations.Nullable;

/** The embedded broker can't run; the message is one sentence for a person. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why the broker can't run. */
    public enum Reason {
        /** Another program listens on the port that was asked for. */
        PORT_TAKEN,
        /** Its data can't be used, or Kafka refuses to start over it. */
        CANNOT_START,
        /** The disk of its data has no room. */
        DISK_FULL,
        /** The heap of this process is too small for it. */
        OUT_OF_MEMORY,
        /** Kafka stopped by itself for another reason, which its log tells. */
        STOPPED
    }

    private final Reason reason;

    BrokerException(Reason reason, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
