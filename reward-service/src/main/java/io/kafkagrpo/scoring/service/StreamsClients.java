package io.kafkagrpo.scoring.service;

import io.kafkagrpo.record.LogConsumer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/** Kafka Streams' own clients, but for consumers that say where a log is damaged. */
public class StreamsClients extends DefaultKafkaClientSupplier {
    private final @Nullable Path logs;

    /** @param logs where a broker on this machine keeps its logs, if there is one */
    public StreamsClients(@Nullable Path logs) {
        this.logs = logs;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new LogConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer(), logs);
    }
}
