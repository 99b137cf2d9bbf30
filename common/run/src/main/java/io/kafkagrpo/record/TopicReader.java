package io.kafkagrpo.record;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads topics of a run as they are now: whoever wants to know what has happened begins here. */
public final class TopicReader {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
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
        readAll(topics.steps(), entry -> StepsFollower.readable(entry).ifPresent(events::add));
        return events;
    }

    /**
     * Reads all records of a topic as messages; what is none is {@linkplain #readable named and passed over}.
     *
     * @param kind any message of the topic's type
     */
    public <T extends Message> void readAll(String topic, T kind, java.util.function.Consumer<? super T> sink) {
        readAll(topic, entry -> readable(kind, entry).ifPresent(sink));
    }

    /** Reads all records that a topic has at this moment, partition by partition in order; none if there is no such topic. */
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

    /**
     * Reads a record's value where it is what it should be. A record that somebody else has put into a run's topic by mistake
     * must not end the run: it is named in the log and passed over. Whether all is there without it, the reader has to see.
     *
     * @param kind any message of the type that it should have
     */
    public static <T extends Message> Optional<T> readable(T kind, ConsumerRecord<String, byte[]> entry) {
        try {
            return Optional.of(parse(kind, entry));
        } catch (UnreadableRecordException foreign) {
            LOG.warn("{} It is passed over.", foreign.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Reads a record's value.
     *
     * @param kind any message of the type that it should have
     * @throws UnreadableRecordException if it has not
     */
    @SuppressWarnings("unchecked") // a message's own parser makes messages of its type
    public static <T extends Message> T parse(T kind, ConsumerRecord<String, byte[]> entry) {
        String name = kind.getDescriptorForType().getName();
        if (entry.value() == null) {
            throw new UnreadableRecordException(entry, name, "it has no value");
        }
        try {
            return (T) kind.getParserForType().parseFrom(entry.value());
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableRecordException(entry, name, String.valueOf(e.getMessage()), e);
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
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
