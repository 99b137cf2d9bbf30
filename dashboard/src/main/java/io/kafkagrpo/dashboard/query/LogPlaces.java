package io.kafkagrpo.dashboard.query;

import com.google.protobuf.Message;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads single records of the log, whose places the index knows. Thread-safe; one at a time. */
public final class LogPlaces implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients clients;
    private @Nullable Consumer<String, byte[]> consumer;

    /** Connects when it is first asked. */
    public LogPlaces(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * The record at a place; none where retention has removed it, or where another run's has come to lie there.
     *
     * @param run what the run's records bear
     * @param kind any message of the topic's type
     */
    public synchronized <T extends Message> Optional<T> read(
            RunHeader run, T kind, String topic, int partition, long offset) {
        Consumer<String, byte[]> reader = reader();
        TopicPartition place = new TopicPartition(topic, partition);
        reader.assign(List.of(place));
        reader.seek(place, offset);
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            for (ConsumerRecord<String, byte[]> entry : reader.poll(POLL)) {
                return entry.offset() == offset ? new OwnRecords(run).readable(kind, entry) : Optional.empty();
            }
        }
        throw new TimeoutException("Kafka at %s has not given offset %d of %s within %d s."
                .formatted(clients.bootstrapServers(), offset, place, PATIENCE.toSeconds()));
    }

    private Consumer<String, byte[]> reader() {
        Consumer<String, byte[]> reader = consumer;
        if (reader == null) {
            reader = clients.reader(
                    Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10));
            consumer = reader;
        }
        return reader;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
