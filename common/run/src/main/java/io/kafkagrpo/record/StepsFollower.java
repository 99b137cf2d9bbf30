package io.kafkagrpo.record;

import java.time.Duration;
import java.util.List;

/** Follows the events of a run from its beginning; their topic need not exist yet. */
public final class StepsFollower implements AutoCloseable {
    private final TopicFollower follower;
    private final RunEventReader events = new RunEventReader();

    public StepsFollower(KafkaClients clients, Topics topics) {
        follower = new TopicFollower(clients, topics.steps());
    }

    /** The next events; none if there are none within the time. */
    public List<StepEvent> next(Duration patience) throws InterruptedException {
        return follower.next(patience).stream()
                .flatMap(entry -> events.readable(entry).stream())
                .toList();
    }

    @Override
    public void close() {
        follower.close();
    }
}
