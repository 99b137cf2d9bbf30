package io.kafkagrpo.learner.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kafkagrpo.learner.log.BrokenLogException;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RolloutCodec;
import io.kafkagrpo.record.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads scored groups at the places that a TrainingStep recorded, to redo the step. */
public final class GroupLookup implements AutoCloseable {
    private final Consumer<String, byte[]> consumer;
    private final String topic;

    public GroupLookup(KafkaClients clients, Topics topics) {
        this.consumer = clients.reader(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1));
        this.topic = topics.scoredGroups();
    }

    /** The groups, in the order of the references. */
    public List<ReceivedGroup> read(List<GroupReference> references) {
        List<ReceivedGroup> groups = new ArrayList<>(references.size());
        for (GroupReference reference : references) {
            groups.add(read(reference));
        }
        return groups;
    }

    private ReceivedGroup read(GroupReference reference) {
        TopicPartition partition = new TopicPartition(topic, reference.getPartition());
        consumer.assign(List.of(partition));
        if (consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L) <= reference.getOffset()) {
            throw gone(reference); // its log was cut off, and nothing would ever come
        }
        consumer.seek(partition, reference.getOffset());
        while (true) {
            for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(500))) {
                if (found.offset() != reference.getOffset()) {
                    throw gone(reference);
                }
                try {
                    return new ReceivedGroup(RolloutCodec.readGroup(found.value()), found.partition(), found.offset());
                } catch (InvalidProtocolBufferException e) {
                    throw new BrokenLogException("Group %s at %s-%d@%d can't be read: %s"
                            .formatted(
                                    reference.getGroupId(),
                                    topic,
                                    reference.getPartition(),
                                    reference.getOffset(),
                                    e.getMessage()));
                }
            }
        }
    }

    private BrokenLogException gone(GroupReference reference) {
        return new BrokenLogException("Group %s is gone from %s-%d@%d, so its step can't be redone."
                .formatted(reference.getGroupId(), topic, reference.getPartition(), reference.getOffset()));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
