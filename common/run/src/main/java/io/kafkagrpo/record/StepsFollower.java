package io.kafkagrpo.record;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows the topic {@code steps} from its beginning; the topic need not exist yet. */
public final class StepsFollower implements AutoCloseable {
    private final TopicFollower follower;

    public StepsFollower(KafkaClients clients, Topics topics) {
        follower = new TopicFollower(clients, topics.steps());
    }

    /** The next events; none if there are none within the time. */
    public List<StepEvent> next(Duration patience) throws InterruptedException {
        return follower.next(patience).stream().map(StepsFollower::parse).toList();
    }

    /** @throws UnreadableRecordException if the record holds no event */
    public static StepEvent parse(ConsumerRecord<String, byte[]> entry) {
        StepEvent event = TopicReader.parse(StepEvent.getDefaultInstance(), entry);
        if (event.getEventCase() == StepEvent.EventCase.EVENT_NOT_SET) {
            throw new UnreadableRecordException(entry, "StepEvent", "it holds no event that is known here");
        }
        return event;
    }

    @Override
    public void close() {
        follower.close();
    }
}
