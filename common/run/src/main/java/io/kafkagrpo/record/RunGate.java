package io.kafkagrpo.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a service waits for a run to begin: for the broker, for the topics, for the learner's RunStarted. */
public final class RunGate {
    private static final int TIMEOUT_MS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(RunGate.class);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private RunGate() {}

    /**
     * Waits, however long it takes, and says what for.
     *
     * @throws IllegalStateException if the thread is interrupted
     */
    public static RunStarted await(KafkaClients clients, Topics topics) {
        try {
            awaitTopics(clients, topics);
            return awaitStart(clients, topics);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the run to begin.", e);
        }
    }

    private static void awaitTopics(KafkaClients clients, Topics topics) throws InterruptedException {
        long saidAt = 0;
        List<String> needed = new ArrayList<>(topics.all());
        needed.add(topics.heartbeats());
        try (Admin admin = clients.admin()) {
            while (true) {
                String awaited;
                try {
                    if (missing(admin, needed).isEmpty()) {
                        return;
                    }
                    awaited = "the learner to create the topics of run " + topics.run();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException)) {
                        throw new IllegalStateException(
                                "Kafka at %s refuses to describe topics: %s"
                                        .formatted(clients.bootstrapServers(), e.getCause()),
                                e);
                    }
                    awaited = "Kafka at " + clients.bootstrapServers();
                }
                saidAt = say(awaited, saidAt);
                Thread.sleep(LOOK_AGAIN); // Kafka has no call that waits for a topic
            }
        }
    }

    /**
     * Those of some topics that Kafka doesn't have, in the given order. Each is asked for by its name: a list of
     * all topics leaves out those that this user may not see, and they would be waited for without end.
     *
     * @throws TopicAuthorizationException naming a topic that this user may not see: waiting doesn't mend that
     * @throws ExecutionException with what else Kafka's client says as its cause
     */
    public static List<String> missing(Admin admin, Collection<String> topics)
            throws InterruptedException, ExecutionException {
        Map<String, KafkaFuture<TopicDescription>> asked = admin.describeTopics(
                        TopicCollection.ofTopicNames(topics), new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                .topicNameValues();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each : asked.entrySet()) {
            try {
                each.getValue().get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case UnknownTopicOrPartitionException _ -> missing.add(each.getKey());
                    case TopicAuthorizationException _ ->
                        throw new TopicAuthorizationException(Set.of(each.getKey())); // Kafka's own doesn't name it
                    case null, default -> throw e;
                }
            }
        }
        return topics.stream().filter(missing::contains).toList();
    }

    private static RunStarted awaitStart(KafkaClients clients, Topics topics) throws InterruptedException {
        try (StepsFollower steps = new StepsFollower(clients, topics)) {
            long saidAt = System.nanoTime();
            while (true) {
                for (StepEvent event : steps.next(Duration.ofSeconds(1))) {
                    if (event.hasRunStarted()) {
                        return event.getRunStarted();
                    }
                }
                saidAt = say("the learner's RunStarted in " + topics.steps(), saidAt);
            }
        }
    }

    private static long say(String awaited, long saidAt) {
        long now = System.nanoTime();
        if (saidAt == 0 || now - saidAt > SAY_AGAIN.toNanos()) {
            LOG.info("Waiting for {}", awaited);
            return now;
        }
        return saidAt;
    }
}
