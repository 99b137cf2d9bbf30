package io.kafkagrpo.record;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record of a run is not what its topic holds. The message says which one, and why. */
public sealed class UnreadableRecordException extends IllegalStateException permits ForeignRecordException {
    private static final long serialVersionUID = 1;

    UnreadableRecordException(ConsumerRecord<?, ?> entry, String kind, String reason, @Nullable Throwable cause) {
        this(
                "The record at %s can't be read as a %s: %s."
                        .formatted(place(entry), kind, reason.replaceFirst("\\.$", "")),
                cause);
    }

    UnreadableRecordException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    static String place(ConsumerRecord<?, ?> entry) {
        return "%s-%d@%d".formatted(entry.topic(), entry.partition(), entry.offset());
    }
}
