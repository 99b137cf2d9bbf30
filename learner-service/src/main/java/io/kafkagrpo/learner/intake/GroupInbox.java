package io.kafkagrpo.learner.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.learner.log.RunHistory;
import io.kafkagrpo.record.ForeignRecordException;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionPosition;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads scored groups in order, partition by partition, and knows for each partition the first record that nothing
 * has decided yet: the position that a TrainingStep carries and a restart seeks to. Not thread-safe.
 */
public final class GroupInbox implements AutoCloseable {
    /** What a poll brings. */
    sealed interface Arrival {
        /** Where it lies; the group id of an unreadable record is its key. */
        GroupReference reference();
    }

    /** A group. */
    record Group(ReceivedGroup received) implements Arrival {
        @Override
        public GroupReference reference() {
            return received.reference();
        }
    }

    /** A record that is none of the run's, no ScoredGroup, or one that contradicts itself. */
    record Unreadable(ConsumerRecord<String, byte[]> source, Exception cause) implements Arrival {
        /** Whether it says nothing of a group of this run, whatever its key is. */
        boolean isForeign() {
            return cause instanceof ForeignRecordException;
        }

        @Override
        public GroupReference reference() {
            return GroupReference.newBuilder()
                    .setGroupId(source.key() == null ? "" : source.key())
                    .setPartition(source.partition())
                    .setOffset(source.offset())
                    .build();
        }
    }

    private static final class Progress {
        final TreeSet<Long> undecided = new TreeSet<>();
        long next;

        long position() {
            return undecided.isEmpty() ? next : undecided.first();
        }
    }

    private final OwnRecords own;
    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final Map<Integer, Progress> partitions = new TreeMap<>();

    /** Begins at {@code positions}; partitions that it does not name, at their beginning. */
    public GroupInbox(KafkaClients clients, Topics topics, RunHeader header, List<PartitionPosition> positions) {
        this(clients.reader(), topics, header, positions);
    }

    /** With a consumer of its own, which it closes. */
    GroupInbox(Consumer<String, byte[]> consumer, Topics topics, RunHeader header, List<PartitionPosition> positions) {
        this.own = new OwnRecords(header);
        this.consumer = consumer;
        this.topic = topics.scoredGroups();
        Map<Integer, Long> from = new HashMap<>();
        positions.forEach(position -> from.put(position.getPartition(), position.getOffset()));
        try {
            begin(from);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private void begin(Map<Integer, Long> from) {
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(all);
        for (TopicPartition partition : all) {
            Progress progress = new Progress();
            progress.next = from.getOrDefault(partition.partition(), 0L);
            long end = ends.getOrDefault(partition, 0L);
            if (progress.next > end) {
                throw RunHistory.cutOff(
                        topic,
                        "partition %d ends at %d, but a step has decided all before %d"
                                .formatted(partition.partition(), end, progress.next));
            }
            refuseGone(partition, progress.next, firsts.getOrDefault(partition, 0L));
            partitions.put(partition.partition(), progress);
            consumer.seek(partition, progress.next);
        }
    }

    /** The one record that may be gone undecided is the marker of the transaction that wrote the one before. */
    private void refuseGone(TopicPartition partition, long next, long first) {
        if (first > next + 1) {
            throw new BrokenLogException(
                    "%s begins at offset %d, but the run's steps have decided only the groups before %d; those between were deleted before they were used (%s), so the run can't go on; a fork at its newest step can: ./grpo fork RUN --step N --into NAME."
                            .formatted(partition, first, next, Keys.KEEP_SCORED_GROUPS.name()));
        }
    }

    /**
     * What arrived, waiting at most {@code wait} for the first. Everything returned is undecided until {@link
     * #decided}.
     */
    List<Arrival> poll(Duration wait) {
        List<Arrival> arrivals = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> source : consumer.poll(wait)) {
            Progress progress = progress(source.partition());
            progress.undecided.add(source.offset());
            progress.next = source.offset() + 1;
            try {
                own.refuseForeign(source);
                arrivals.add(new Group(new ReceivedGroup(
                        RolloutCodec.readGroup(source.value()), source.partition(), source.offset())));
            } catch (InvalidProtocolBufferException | ForeignRecordException e) {
                arrivals.add(new Unreadable(source, e));
            }
        }
        return arrivals;
    }

    /** A record was used, dropped, evaluated or found to be decided before. */
    void decided(GroupReference reference) {
        progress(reference.getPartition()).undecided.remove(reference.getOffset());
    }

    /** The first undecided record of each partition. */
    List<PartitionPosition> positions() {
        List<PartitionPosition> positions = new ArrayList<>();
        partitions.forEach((partition, progress) -> positions.add(PartitionPosition.newBuilder()
                .setPartition(partition)
                .setOffset(progress.position())
                .build()));
        return positions;
    }

    private Progress progress(int partition) {
        Progress progress = partitions.get(partition);
        if (progress == null) {
            throw new IllegalArgumentException("%s has no partition %d.".formatted(topic, partition));
        }
        return progress;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
