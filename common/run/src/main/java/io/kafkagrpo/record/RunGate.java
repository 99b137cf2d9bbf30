package io.kafkagrpo.record;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a service waits for a run to begin: for the broker, for the topics, for the learner's RunStarted. */
public final class RunGate {
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
        try (Admin admin = clients.admin()) {
            while (true) {
                String awaited;
                try {
                    Set<String> there = admin.listTopics().names().get();
                    if (there.containsAll(topics.all())) {
                        return;
                    }
                    awaited = "the learner to create the topics of run " + topics.run();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof RetriableException)) {
                        throw new IllegalStateException(
                                "Kafka at %s refuses to list topics: %s"
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
