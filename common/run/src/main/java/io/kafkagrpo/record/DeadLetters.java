package io.kafkagrpo.record;

import com.google.protobuf.ByteString;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the record that keeps what could not be parsed or scored, with its cause, for a person. */
public final class DeadLetters {
    private DeadLetters() {}

    /** A dead letter for a consumed record. */
    public static DeadLetter of(ConsumerRecord<String, byte[]> source, Exception cause, String service, long atMs) {
        return of(
                source.topic(),
                source.partition(),
                source.offset(),
                source.key(),
                source.value(),
                cause,
                service,
                atMs);
    }

    /** A dead letter for a record known by its parts. */
    public static DeadLetter of(
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            byte @Nullable [] value,
            Exception cause,
            String service,
            long atMs) {
        return DeadLetter.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setOffset(offset)
                .setKey(key == null ? ByteString.EMPTY : ByteString.copyFromUtf8(key))
                .setValue(value == null ? ByteString.EMPTY : ByteString.copyFrom(value))
                .setErrorClass(cause.getClass().getName())
                .setErrorMessage(String.valueOf(cause.getMessage()))
                .setService(service)
                .setAtMs(atMs)
                .build();
    }
}
