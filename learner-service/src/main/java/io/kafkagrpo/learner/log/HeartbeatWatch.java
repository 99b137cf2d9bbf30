package io.kafkagrpo.learner.log;

import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.Topics;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what generators say of themselves, beside the learner's loop, for those who ask for a snapshot. */
public final class HeartbeatWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatWatch.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    /** Before the topic is read anew. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final Topics topics;
    private final OwnRecords own;
    private final SnapshotRequests requests;
    private final Thread thread = Thread.ofPlatform().name("heartbeats").unstarted(this::watch);
    private final AtomicReference<@Nullable AuthorizationException> refusal = new AtomicReference<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private HeartbeatWatch(KafkaClients clients, Topics topics, RunHeader header, SnapshotRequests requests) {
        this.clients = clients;
        this.topics = topics;
        this.own = new OwnRecords(header);
        this.requests = requests;
    }

    /** Reads on a thread of its own from here on. */
    public static HeartbeatWatch start(
            KafkaClients clients, Topics topics, RunHeader header, SnapshotRequests requests) {
        HeartbeatWatch started = new HeartbeatWatch(clients, topics, header, requests);
        started.thread.start();
        return started;
    }

    /** @throws AuthorizationException if Kafka doesn't let this learner read them */
    public void throwRefusal() {
        AuthorizationException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
    }

    private void watch() {
        try {
            do {
                read();
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (AuthorizationException e) {
            refusal.set(e);
        }
    }

    /** Until the end, or until something fails that may be over soon. */
    private void read() throws InterruptedException {
        try (TopicFollower heartbeats = new TopicFollower(clients, topics.heartbeats())) {
            while (stopping.getCount() > 0) {
                heartbeats
                        .next(WAIT)
                        .forEach(entry -> own.readable(Heartbeat.getDefaultInstance(), entry)
                                .filter(Heartbeat::hasWantsSnapshotFrom)
                                .ifPresent(asking ->
                                        requests.ask(asking.getGeneratorId(), asking.getWantsSnapshotFrom())));
            }
        } catch (InterruptException | AuthorizationException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn(
                    "Heartbeats can't be read, so no generator is heard that asks for a snapshot; trying again in {} s: {}",
                    PAUSE.toSeconds(),
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        stopping.countDown(); // which is seen soon: a consumer that is interrupted can't take its leave
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
