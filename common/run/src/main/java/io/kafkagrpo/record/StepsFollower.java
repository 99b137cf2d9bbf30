package io.kafkagrpo.record;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Follows the topic {@code steps} from its beginning; the topic need not exist yet. */
public final class StepsFollower implements AutoCloseable {
    private final Consumer<String, byte[]> consumer;
    private final String topic;

    public StepsFollower(KafkaClients clients, Topics topics) {
        consumer = clients.reader();
        this.topic = topics.steps();
    }

    /** The next events; none if there are none within the time. */
    public List<StepEvent> next(Duration patience) throws InterruptedException {
        List<StepEvent> events = new ArrayList<>();
        if (consumer.assignment().isEmpty()) {
            if (!consumer.listTopics().containsKey(topic)) {
                // The learner has yet to create it; a consumer assigned too early fills the log with warnings.
                Thread.sleep(patience);
                return events;
            }
            consumer.assign(List.of(new TopicPartition(topic, 0)));
        }
        consumer.poll(patience).forEach(entry -> events.add(parse(entry)));
        return events;
    }

    public static StepEvent parse(ConsumerRecord<String, byte[]> entry) {
        try {
            return StepEvent.parseFrom(entry.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "The record at offset %d of %s is no StepEvent: %s."
                            .formatted(entry.offset(), entry.topic(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
