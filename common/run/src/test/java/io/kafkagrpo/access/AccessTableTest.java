package io.kafkagrpo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.kafkagrpo.broker.SecuredBroker;
import io.kafkagrpo.record.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of rights against a real broker with TLS, SCRAM and an authorizer: what it allows works, and nothing
 * else does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTableTest {
    private static final String RUN = "a-run";
    private static final Topics TOPICS = new Topics(RUN);

    /** Resources of every kind that a run has, and one of another run, whose name begins alike. */
    private static final Map<ResourceType, List<String>> RESOURCES = Map.of(
            ResourceType.TOPIC, topics(),
            ResourceType.GROUP, List.of("a-run.generators", "a-run.reward-service", "a-run-2.generators"),
            ResourceType.TRANSACTIONAL_ID,
                    List.of("a-run.learner", "a-run.reward-service-u-1", "a-run.rescore-x", "a-run-2.learner"),
            ResourceType.CLUSTER, List.of(Right.CLUSTER));

    private static final Map<ResourceType, List<AclOperation>> OPERATIONS = Map.of(
            ResourceType.TOPIC,
                    List.of(
                            AclOperation.DESCRIBE,
                            AclOperation.READ,
                            AclOperation.WRITE,
                            AclOperation.CREATE,
                            AclOperation.DELETE,
                            AclOperation.DESCRIBE_CONFIGS,
                            AclOperation.ALTER_CONFIGS),
            ResourceType.GROUP, List.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE),
            ResourceType.TRANSACTIONAL_ID, List.of(AclOperation.DESCRIBE, AclOperation.WRITE),
            ResourceType.CLUSTER, List.of(AclOperation.DESCRIBE));

    private SecuredBroker broker;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = SecuredBroker.start(folder);
        try (Admin admin = broker.admin(broker.admin())) {
            admin.createTopics(topics().stream()
                            .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                            .toList())
                    .all()
                    .get();
        }
        Map<String, Object> settings = new HashMap<>(broker.admin());
        settings.put("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String name : topics()) {
                producer.send(new ProducerRecord<>(name, 0, new byte[] {1}, new byte[] {1}))
                        .get();
            }
        }
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void eachOperationIsAllowedWhereTheTableSaysSoAndDeniedElsewhere(Role role) throws Exception {
        // Given: a user with the role's rights in one run
        List<Right> rights = AccessTable.rights(role, RUN);
        Map<String, String> client = broker.user(role.label(), "password of " + role);
        try (Admin admin = broker.admin(broker.admin())) {
            admin.createAcls(AccessTable.bindings(role, RUN, "User:" + role.label()))
                    .all()
                    .get();
        }

        // When: each operation is tried with each resource
        List<String> wrong = new ArrayList<>();
        int[] tried = {0, 0};
        try (Attempt attempt = new Attempt(client, broker.bootstrapServers(), TOPICS.steps())) {
            for (ResourceType type : RESOURCES.keySet()) {
                for (String name : RESOURCES.getOrDefault(type, List.of())) {
                    for (AclOperation operation : OPERATIONS.getOrDefault(type, List.of())) {
                        boolean expected =
                                rights.stream().anyMatch(right -> right.covers(type, name) && right.allows(operation));
                        tried[expected ? 0 : 1]++;
                        if (attempt.succeeds(type, name, operation) != expected) {
                            wrong.add(
                                    "%s %s on %s %s".formatted(expected ? "denied" : "allowed", operation, type, name));
                        }
                    }
                }
            }
        }

        // Then
        assertThat(wrong).isEmpty();
        assertThat(tried[0]).as("allowed operations that were tried").isPositive();
        assertThat(tried[1]).as("denied operations that were tried").isPositive();
    }

    @Test
    void theTableKeepsEachRoleToItsPart() {
        assertSoftly(softly -> {
            softly.assertThat(may(Role.GENERATOR, TOPICS.scoredGroups(), AclOperation.WRITE))
                    .isFalse();
            softly.assertThat(may(Role.REWARD, TOPICS.weights(), AclOperation.WRITE))
                    .isFalse();
            softly.assertThat(may(Role.LEARNER, TOPICS.completions(), AclOperation.WRITE))
                    .isFalse();
            for (String topic : topics()) {
                softly.assertThat(may(Role.READER, topic, AclOperation.WRITE))
                        .as(topic)
                        .isFalse();
                softly.assertThat(may(Role.READER, topic, AclOperation.CREATE))
                        .as(topic)
                        .isFalse();
                softly.assertThat(may(Role.READER, topic, AclOperation.DELETE))
                        .as(topic)
                        .isFalse();
            }
        });
    }

    private static boolean may(Role role, String topic, AclOperation operation) {
        return AccessTable.rights(role, RUN).stream()
                .anyMatch(right -> right.covers(ResourceType.TOPIC, topic) && right.allows(operation));
    }

    private static List<String> topics() {
        List<String> names = new ArrayList<>(TOPICS.all());
        names.addAll(List.of(
                TOPICS.heartbeats(), "a-run.reward-service-parts-changelog", "a-run.rescored-x", "a-run-2.steps"));
        return names;
    }
}
