package io.kafkagrpo.record;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record of a run is not what its topic holds. The message says which one, and why. */
public final class UnreadableRecordException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    UnreadableRecordException(ConsumerRecord<String, byte[]> entry, String kind, String reason, Throwable cause) {
        super(sentence(entry, kind, reason), cause);
    }

    UnreadableRecordException(ConsumerRecord<String, byte[]> entry, String kind, String reason) {
        super(sentence(entry, kind, reason));
    }

    private static String sentence(ConsumerRecord<String, byte[]> entry, String kind, String reason) {
        return "The record at %s-%d@%d can't be read as a %s: %s."
                .formatted(entry.topic(), entry.partition(), entry.offset(), kind, reason.replaceFirst("\\.$", ""));
    }
}
