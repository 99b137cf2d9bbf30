package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.LogConsumer;
import io.kafkagrpo.record.transaction.WholeTransactionProducer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients that carry records as they are: the keys of Kafka Streams' changelogs are no texts. */
record BytesClients(KafkaClients clients) {
    private static final Duration POLL = Duration.ofMillis(500);

    /** What takes a record. */
    @FunctionalInterface
    interface Sink {
        void take(ConsumerRecord<byte[], byte[]> entry);
    }

    /** Hands over all committed records below {@code end}. */
    void read(TopicPartition partition, long end, Sink sink) {
        Map<String, Object> settings = clients.connection();
        settings.putAll(Map.of(
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "allow.auto.create.topics",
                false,
                "max.partition.fetch.bytes",
                16 << 20));
        try (Consumer<byte[], byte[]> consumer =
                new LogConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer(), clients.logs())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                    if (entry.offset() < end) {
                        sink.take(entry);
                    }
                }
            }
        }
    }

    /** A producer that keeps the order of what it sends. */
    Producer<byte[], byte[]> writer(Map<String, Object> more) {
        Map<String, Object> settings = clients.connection();
        settings.putAll(
                Map.of("acks", "all", "enable.idempotence", true, "max.request.size", 512 << 20, "linger.ms", 5));
        settings.putAll(more);
        return new WholeTransactionProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
