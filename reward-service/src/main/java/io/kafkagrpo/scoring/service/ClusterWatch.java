package io.kafkagrpo.scoring.service;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunGate;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the cluster answers, has the topics that this service needs, and lets it into its group: a
 * consumer that may not asks again without end.
 */
final class ClusterWatch {
    private static final int TIMEOUT_MS = 5000;

    private final KafkaClients clients;
    private final List<String> topics;
    private final String group;

    ClusterWatch(KafkaClients clients, List<String> topics, String group) {
        this.clients = clients;
        this.topics = topics;
        this.group = group;
    }

    /**
     * What there is to wait for, in words; null where nothing.
     *
     * @throws KafkaException if waiting won't help, such as a refused password
     */
    @Nullable
    String missing() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            refuseForeignGroup(admin);
            List<String> absent = RunGate.missing(admin, topics);
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

    private void refuseForeignGroup(Admin admin) throws InterruptedException, ExecutionException {
        try {
            admin.describeConsumerGroups(List.of(group), new DescribeConsumerGroupsOptions().timeoutMs(TIMEOUT_MS))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case GroupAuthorizationException _ ->
                    throw GroupAuthorizationException.forGroupId(group); // Kafka's own may not name it
                case GroupIdNotFoundException _ -> {} // nobody has been in it yet
                case null, default -> throw e;
            }
        }
    }
}
