package io.kafkagrpo.record;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record in a topic of a run that is none of the run's; the message says which one, and how that shows. */
public final class ForeignRecordException extends UnreadableRecordException {
    private static final long serialVersionUID = 1;

    ForeignRecordException(ConsumerRecord<?, ?> entry, String reason) {
        super("The record at %s is none of this run's: %s.".formatted(place(entry), reason), null);
    }
}
