package io.kafkagrpo.cli.top;

import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest word of each generator. Reads on where it stopped the last time. */
final class LatestHeartbeats implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicFollower follower;
    private final Map<String, Heartbeat> latest = new TreeMap<>();

    LatestHeartbeats(KafkaClients clients, Topics topics) {
        this.follower = new TopicFollower(clients, topics.heartbeats());
    }

    /**
     * By name.
     *
     * @param header what the run's records bear
     */
    List<Heartbeat> read(RunHeader header) throws InterruptedException {
        OwnRecords own = new OwnRecords(header);
        do {
            follower.next(POLL)
                    .forEach(entry -> own.readable(Heartbeat.getDefaultInstance(), entry)
                            .ifPresent(heartbeat -> latest.put(heartbeat.getGeneratorId(), heartbeat)));
        } while (!follower.isAtEnd());
        return List.copyOf(latest.values());
    }

    @Override
    public void close() {
        follower.close();
    }
}
