package io.kafkagrpo.record;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads topics of a run as they are now.
 *
 * @param clients connection to the run's Kafka
 */
public record TopicReader(KafkaClients clients) {
    private static final Duration POLL = Duration.ofMillis(500);

    /** What takes a record. */
    @FunctionalInterface
    public interface Sink {
        void take(ConsumerRecord<String, byte[]> entry);
    }

    boolean exists(String topic) {
        try (Admin admin = clients.admin()) {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** Reads all committed records that a topic has at this moment, partition by partition in order; none if there is no such topic. */
    public void readAll(String topic, Sink sink) {
        if (!exists(topic)) {
            return;
        }
        try (Consumer<String, byte[]> consumer = clients.reader()) {
            List<TopicPartition> partitions = assignAll(consumer, topic);
            // Under read_committed this is the end of what is decided; an open transaction lies behind it.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(sink::take);
            }
        }
    }

    /** Assigns all partitions of a topic to a consumer, from their beginning. */
    public static List<TopicPartition> assignAll(Consumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }
}
