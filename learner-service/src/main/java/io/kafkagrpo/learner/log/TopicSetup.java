package io.kafkagrpo.learner.log;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.retention.KeepRoom;
import io.kafkagrpo.retention.KeepWords;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the run's topics; the other services wait for them. */
public final class TopicSetup {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

    private TopicSetup() {}

    /** Creates what is missing. Waits for the broker as long as it is away, and says so. */
    public static void create(KafkaClients clients, Topics topics, RunSettings settings, long snapshotBytes) {
        KeepRoom.refuseTooLittle(settings, snapshotBytes);
        KeepWords.of(settings).forEach(LOG::info);
        List<NewTopic> wanted = topics.definitions(
                new Topics.Partitions(settings.get(Keys.PARTITIONS), settings.get(Keys.SCORING_PARTITIONS)),
                settings.get(Keys.REPLICATION_FACTOR).shortValue(),
                KeepRoom.largestGroupBytes(settings),
                snapshotBytes,
                settings.keeping());
        try (Admin admin = clients.admin()) {
            Set<String> there = new HashSet<>(existing(admin, clients.bootstrapServers()));
            for (NewTopic topic : wanted) {
                if (!there.contains(topic.name())) {
                    create(admin, topic);
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Set<String> existing(Admin admin, String servers) throws InterruptedException {
        while (true) {
            try {
                return admin.listTopics().names().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw refused("Kafka at %s refuses to list topics".formatted(servers), e);
                }
                LOG.warn("Kafka at {} does not answer; waiting for it", servers);
            }
        }
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw refused("Topic %s can't be created".formatted(topic.name()), e);
            }
        }
    }

    private static KafkaException refused(String what, ExecutionException why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        return new KafkaException("%s: %s".formatted(what, cause.getMessage()), cause);
    }
}
