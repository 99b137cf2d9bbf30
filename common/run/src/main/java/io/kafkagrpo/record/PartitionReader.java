package io.kafkagrpo.record;

import io.kafkagrpo.record.TopicReader.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what is committed to topics partition by partition, up to ends that were taken before, with one consumer
 * for all. For whoever compares topics of a run that goes on. Not thread-safe.
 */
public final class PartitionReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<String, byte[]> consumer;

    public PartitionReader(KafkaClients clients) {
        // A fetch that waits at the end of one partition would hold up the first fetch from the next one.
        consumer = clients.reader(Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10));
    }

    /**
     * The offsets of a partition at some moment.
     *
     * @param first above 0 where retention has deleted records
     * @param end behind the last committed record
     */
    public record Extent(TopicPartition partition, long first, long end) {}

    /** Every topic's name that can be seen. */
    public Set<String> topics() {
        return Set.copyOf(consumer.listTopics().keySet());
    }

    /** The partitions of a topic as they are now, in their order; none if there is no such topic. */
    public List<Extent> extents(String topic) {
        List<PartitionInfo> known = consumer.listTopics().getOrDefault(topic, List.of());
        List<TopicPartition> partitions = new ArrayList<>(known.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList());
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream()
                .map(partition ->
                        new Extent(partition, firsts.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L)))
                .toList();
    }

    /** Reads the records of an extent in order. */
    public void read(Extent extent, Sink sink) {
        consumer.assign(List.of(extent.partition()));
        consumer.seek(extent.partition(), extent.first());
        while (consumer.position(extent.partition()) < extent.end()) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                if (entry.offset() < extent.end()) {
                    sink.take(entry);
                }
            }
        }
    }

    /**
     * Reads all records that a topic has at this moment, partition by partition in order; none if there is no such
     * topic.
     */
    public void readAll(String topic, Sink sink) {
        extents(topic).forEach(extent -> read(extent, sink));
    }

    /**
     * Hands over every training step of a run, in order. Foreign records are left out without a word: whoever
     * counts them has done so.
     */
    public void eachStep(Topics topics, java.util.function.Consumer<? super TrainingStep> sink) {
        RunEventReader judge = new RunEventReader();
        readAll(topics.steps(), entry -> {
            StepEvent event;
            try {
                event = judge.parse(entry);
            } catch (UnreadableRecordException foreign) {
                return;
            }
            if (event.hasTrainingStep()) {
                sink.accept(event.getTrainingStep());
            }
        });
    }

    @Override
    public void close() {
        consumer.close();
    }
}
