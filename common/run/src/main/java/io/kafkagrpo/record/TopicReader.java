package io.kafkagrpo.record;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads topics of a run as they are now: whoever wants to know what has happened begins here. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients clients;
    private final String isolation;

    /** Reads what is committed. */
    public TopicReader(KafkaClients clients) {
        this(clients, "read_committed");
    }

    private TopicReader(KafkaClients clients, String isolation) {
        this.clients = clients;
        this.isolation = isolation;
    }

    /** Reads also what is undecided or was never committed. */
    public static TopicReader ofAllThatWasSent(KafkaClients clients) {
        return new TopicReader(clients, "read_uncommitted");
    }

    /** What takes a record. */
    @FunctionalInterface
    public interface Sink {
        void take(ConsumerRecord<String, byte[]> entry);
    }

    /** What the topic {@code steps} tells of a run; nothing where it does not exist. */
    public RunEvents events(Topics topics) {
        RunEvents events = new RunEvents();
        readEvents(topics, new RunEventReader(), events::add);
        return events;
    }

    /** Reads the run's events in order; what is none of them is named and passed over. */
    public void readEvents(Topics topics, RunEventReader judge, java.util.function.Consumer<? super StepEvent> sink) {
        readAll(topics.steps(), entry -> judge.readable(entry).ifPresent(sink));
    }

    /**
     * Reads all records of a topic as messages; what is none of the run's is {@linkplain OwnRecords#readable named
     * and passed over}.
     *
     * @param kind any message of the topic's type
     */
    public <T extends Message> void readAll(
            String topic, T kind, OwnRecords judge, java.util.function.Consumer<? super T> sink) {
        readAll(topic, entry -> judge.readable(kind, entry).ifPresent(sink));
    }

    /**
     * Reads all records that a topic has at this moment, partition by partition in order; none if there is no such
     * topic.
     */
    public void readAll(String topic, Sink sink) {
        if (!exists(topic)) {
            return;
        }
        try (Consumer<String, byte[]> consumer =
                clients.reader(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation))) {
            List<TopicPartition> partitions = assignAll(consumer, topic);
            // Under read_committed this is the end of what is decided; an open transaction lies behind it.
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(sink::take);
            }
        }
    }

    /** How many offsets are gone from the beginning of a topic's partitions; 0 if there is no such topic. */
    public long gone(String topic) {
        if (!exists(topic)) {
            return 0;
        }
        try (Consumer<String, byte[]> consumer = clients.reader()) {
            return consumer.beginningOffsets(assignAll(consumer, topic)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Assigns all partitions of a topic to a consumer, from their beginning. */
    static List<TopicPartition> assignAll(Consumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }

    private boolean exists(String topic) {
        try (Admin admin = clients.admin()) {
            return KafkaClients.answer(admin.listTopics().names()).contains(topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
