package io.kafkagrpo.record;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the topic {@code steps} from its beginning; the topic need not exist yet. */
public final class StepsFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepsFollower.class);

    private final TopicFollower follower;

    public StepsFollower(KafkaClients clients, Topics topics) {
        follower = new TopicFollower(clients, topics.steps());
    }

    /** The next events; none if there are none within the time. */
    public List<StepEvent> next(Duration patience) throws InterruptedException {
        return follower.next(patience).stream()
                .flatMap(entry -> readable(entry).stream())
                .toList();
    }

    /** The event of a record; none where the record is foreign, which is named in the log and passed over. */
    public static Optional<StepEvent> readable(ConsumerRecord<String, byte[]> entry) {
        try {
            return Optional.of(parse(entry));
        } catch (UnreadableRecordException foreign) {
            LOG.warn("{} It is passed over.", foreign.getMessage());
            return Optional.empty();
        }
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
