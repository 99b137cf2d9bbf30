package io.kafkagrpo.scoring.service;

import io.kafkagrpo.record.KafkaClients;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Looks whether the cluster answers and has the topics that this service needs. */
final class ClusterWatch {
    private static final int TIMEOUT_MS = 5000;

    private final KafkaClients clients;
    private final List<String> topics;

    ClusterWatch(KafkaClients clients, List<String> topics) {
        this.clients = clients;
        this.topics = topics;
    }

    /**
     * What there is to wait for, in words; null where nothing.
     *
     * @throws KafkaException if waiting won't help, such as a refused password
     */
    @Nullable
    String missing() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            Set<String> there = admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .names()
                    .get();
            List<String> absent =
                    topics.stream().filter(topic -> !there.contains(topic)).toList();
            return absent.isEmpty() ? null : "the topics " + String.join(", ", absent);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return "the Kafka cluster at " + clients.bootstrapServers();
            }
            throw new KafkaException(
                    "The Kafka cluster at %s refuses: %s".formatted(clients.bootstrapServers(), e.getCause()),
                    e.getCause());
        } catch (KafkaException e) {
            if (e.getCause() instanceof ConfigException unresolved
                    && String.valueOf(unresolved.getMessage()).contains("resolvable")) {
                return "the name of the Kafka cluster at " + clients.bootstrapServers();
            }
            throw e;
        }
    }
}
