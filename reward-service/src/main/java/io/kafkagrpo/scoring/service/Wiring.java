package io.kafkagrpo.scoring.service;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Hands the run's settings to Quarkus and to its Kafka connector. */
@Singleton
class Wiring {

    @Produces
    @Singleton
    ServiceSettings settings() {
        return ServiceSettings.load();
    }

    /** The channel {@code steps}, from its first record, for each replica of this service. */
    @Produces
    @Singleton
    @Identifier(StepsListener.CHANNEL)
    Map<String, Object> stepsChannel(ServiceSettings settings) {
        Map<String, Object> channel = new HashMap<>(settings.clients().connection());
        channel.put("topic", settings.topics().steps());
        // Assigned, so that replicas don't share the default group.
        channel.put("assign-seek", "0");
        channel.put("commit-strategy", "ignore");
        channel.put(ConsumerConfig.GROUP_ID_CONFIG, settings.applicationId() + ".steps." + UUID.randomUUID());
        channel.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        channel.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        channel.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // The learner creates the topic; a consumer that is early must not, and should see it soon.
        channel.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        channel.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 2000);
        return channel;
    }
}
