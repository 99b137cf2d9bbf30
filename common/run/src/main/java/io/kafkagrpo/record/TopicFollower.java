package io.kafkagrpo.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows what is committed to a topic, from its beginning; the topic need not exist yet. */
public final class TopicFollower implements AutoCloseable {
    private final Consumer<String, byte[]> consumer;
    private final String topic;

    public TopicFollower(KafkaClients clients, String topic) {
        consumer = clients.reader();
        this.topic = topic;
    }

    /** The next records, each partition's in order; none if there are none within the time. */
    public List<ConsumerRecord<String, byte[]>> next(Duration patience) throws InterruptedException {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        if (consumer.assignment().isEmpty()) {
            if (!consumer.listTopics().containsKey(topic)) {
                // Someone has yet to create it; a consumer assigned too early fills the log with warnings.
                Thread.sleep(patience);
                return records;
            }
            TopicReader.assignAll(consumer, topic);
        }
        consumer.poll(patience).forEach(records::add);
        return records;
    }

    /** Whether all that is committed at this moment has been handed over; so it is where there is no such topic. */
    public boolean isAtEnd() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
