package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What a cluster holds of runs. All names of a run's topics, groups and transactional ids begin with its name and a
 * dot, which no run's name holds.
 *
 * @param clients connection to the cluster
 * @param admin of the same
 */
record RunCluster(KafkaClients clients, Admin admin) implements AutoCloseable {
    private static final String STEPS = ".steps";

    static RunCluster of(KafkaClients clients) {
        return new RunCluster(clients, clients.admin());
    }

    /** The runs that have begun, or are about to. */
    SortedSet<String> runs() throws InterruptedException {
        SortedSet<String> runs = new TreeSet<>();
        for (String topic : KafkaClients.answer(admin.listTopics().names())) {
            String run = topic.endsWith(STEPS) ? topic.substring(0, topic.length() - STEPS.length()) : "";
            if (run.matches("[a-zA-Z0-9_-]+")) {
                runs.add(run);
            }
        }
        return runs;
    }

    /** A run's topics, those of Kafka Streams and of rescoring too; none where there is no such run. */
    SortedSet<String> topics(String run) throws InterruptedException {
        SortedSet<String> topics =
                new TreeSet<>(KafkaClients.answer(admin.listTopics().names()));
        topics.removeIf(topic -> !topic.startsWith(run + "."));
        return topics;
    }

    /** @throws CommandFailure if the cluster has no run of that name */
    SortedSet<String> topicsOfExisting(String run) throws InterruptedException {
        SortedSet<String> topics = topics(run);
        if (topics.isEmpty()) {
            SortedSet<String> runs = runs();
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "There is no run '%s' in the Kafka at %s; %s."
                            .formatted(
                                    run,
                                    clients.bootstrapServers(),
                                    runs.isEmpty() ? "there is none" : "there are " + String.join(", ", runs)));
        }
        return topics;
    }

    Map<String, TopicDescription> describe(Collection<String> topics) throws InterruptedException {
        return KafkaClients.answer(admin.describeTopics(topics).allTopicNames());
    }

    List<TopicPartition> partitions(Collection<String> topics) throws InterruptedException {
        return describe(topics).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /** Offsets of all partitions: the first, or behind the last. */
    Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaClients.answer(admin.listOffsets(asked, new ListOffsetsOptions(isolation))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** A run's consumer groups. */
    SortedSet<String> groups(String run) throws InterruptedException {
        SortedSet<String> groups = new TreeSet<>();
        for (GroupListing group : KafkaClients.answer(admin.listGroups().all())) {
            if (group.groupId().startsWith(run + ".")) {
                groups.add(group.groupId());
            }
        }
        return groups;
    }

    /** How many members each of a run's groups has at this moment: services that work on the run. */
    Map<String, Integer> members(String run) throws InterruptedException {
        Map<String, Integer> members = new TreeMap<>();
        for (String group : groups(run)) {
            try {
                KafkaClients.answer(admin.describeConsumerGroups(List.of(group)).all())
                        .values()
                        .forEach(description ->
                                members.put(group, description.members().size()));
            } catch (GroupIdNotFoundException gone) {
                members.put(group, 0);
            }
        }
        return members;
    }

    @Override
    public void close() {
        admin.close();
    }
}
