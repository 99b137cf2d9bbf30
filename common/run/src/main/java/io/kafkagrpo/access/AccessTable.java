package io.kafkagrpo.access;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import io.kafkagrpo.record.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Every topic, group and transactional id of a run, and who may do what with it: the least that each role can work
 * with. The documentation, the ACLs of the tests and the KafkaUsers of Kubernetes are made from it. What a new
 * feature needs is added here.
 */
public final class AccessTable {
    private final Topics topics;
    private final List<Right> rights = new ArrayList<>();

    private AccessTable(String run) {
        this.topics = new Topics(run);
    }

    /** What a role may do in the run of that name. */
    public static List<Right> rights(Role role, String run) {
        AccessTable table = new AccessTable(run);
        switch (role) {
            case LEARNER -> table.learner();
            case GENERATOR -> table.generator();
            case REWARD -> table.reward();
            case READER -> table.reader();
            case RESCORE -> table.rescore();
            case OPERATOR -> table.operator();
        }
        return List.copyOf(table.rights);
    }

    /** The same as ACLs of a principal such as {@code User:learner-service}. */
    public static List<AclBinding> bindings(Role role, String run, String principal) {
        return rights(role, run).stream()
                .flatMap(right -> right.bindings(principal).stream())
                .toList();
    }

    private void learner() {
        topic(topics.prompts(), "admits prompts, and counts them after a restart", CREATE, READ, WRITE);
        topic(topics.completions(), "creates it for the generators", CREATE, DESCRIBE);
        topic(topics.scoredGroups(), "trains on them; a fork writes those of its parent's past", CREATE, READ, WRITE);
        topic(topics.weights(), "publishes each version", CREATE, WRITE);
        topic(topics.weightVersions(), "announces each version", CREATE, WRITE);
        topic(topics.steps(), "tells the run, and reads it after a restart", CREATE, READ, WRITE);
        topic(topics.deadLetters(), "groups that it can't read", CREATE, WRITE);
        topic(topics.heartbeats(), "generators that ask for a snapshot", CREATE, READ);
        literal(TRANSACTIONAL_ID, topics.run() + ".learner", "one transaction per step", DESCRIBE, WRITE);
    }

    private void generator() {
        topic(topics.prompts(), "samples them", READ);
        topic(topics.completions(), "publishes each", WRITE);
        topic(topics.scoredGroups(), "waits until it is there", DESCRIBE);
        topic(topics.weights(), "follows the policy", READ);
        topic(topics.weightVersions(), "follows the policy", READ);
        topic(topics.steps(), "waits for the run to begin", READ);
        topic(topics.deadLetters(), "prompts that it can't read", WRITE);
        topic(topics.heartbeats(), "says how it is", WRITE);
        literal(GROUP, topics.run() + ".generators", "shares the prompts", READ);
    }

    private void reward() {
        topic(topics.completions(), "scores them", READ);
        topic(topics.scoredGroups(), "writes each group once", WRITE);
        topic(topics.steps(), "waits for the run to begin", READ);
        topic(topics.deadLetters(), "completions that it can't read", WRITE);
        streams(topics.run() + ".reward-service");
    }

    private void reader() {
        topics.all().forEach(topic -> topic(topic, "figures, lineage, replay", READ));
        topic(topics.heartbeats(), "how generators are", READ);
        prefixed(TOPIC, topics.rescored(""), "what was scored again", READ);
        literal(GROUP, topics.run() + ".generators", "who samples, and how far they are", DESCRIBE);
        literal(GROUP, topics.run() + ".reward-service", "who scores, and how far they are", DESCRIBE);
    }

    private void rescore() {
        topic(topics.scoredGroups(), "scores them again", READ);
        topic(topics.steps(), "checks the configuration", READ);
        prefixed(TOPIC, topics.rescored(""), "the new scores", CREATE, READ, WRITE);
        prefixed(GROUP, topics.run() + ".rescore-", "follows the run's beginning", READ);
        prefixed(TRANSACTIONAL_ID, topics.run() + ".rescore-", "each group once, killed or not", DESCRIBE, WRITE);
    }

    private void operator() {
        prefixed(
                TOPIC,
                topics.run() + ".",
                "every topic of the run, those of Kafka Streams too",
                CREATE,
                DELETE,
                DESCRIBE_CONFIGS,
                READ,
                WRITE);
        prefixed(GROUP, topics.run() + ".", "carries and deletes positions", DELETE, DESCRIBE, READ);
        prefixed(TRANSACTIONAL_ID, topics.run() + ".", "import writes; delete fences writers off", DESCRIBE, WRITE);
        literal(CLUSTER, Right.CLUSTER, "sizes of topics", DESCRIBE);
    }

    /** What Kafka Streams needs for itself: all of its names begin with its application id. */
    private void streams(String applicationId) {
        prefixed(TOPIC, applicationId, "Kafka Streams' changelogs", CREATE, READ, WRITE);
        prefixed(GROUP, applicationId, "Kafka Streams' consumer group", READ);
        prefixed(TRANSACTIONAL_ID, applicationId, "Kafka Streams' transactions", DESCRIBE, WRITE);
    }

    private void topic(String name, String purpose, AclOperation... operations) {
        literal(TOPIC, name, purpose, operations);
    }

    private void literal(ResourceType type, String name, String purpose, AclOperation... operations) {
        add(type, LITERAL, name, purpose, operations);
    }

    private void prefixed(ResourceType type, String name, String purpose, AclOperation... operations) {
        add(type, PREFIXED, name, purpose, operations);
    }

    private void add(ResourceType type, PatternType pattern, String name, String purpose, AclOperation... operations) {
        rights.add(new Right(type, pattern, name, List.of(operations), purpose));
    }
}
