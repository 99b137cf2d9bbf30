package io.kafkagrpo.cli.top;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.top.RunLook.Queue;
import io.kafkagrpo.cli.top.RunLook.Worker;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Looks at a run from outside, with the rights of a reader: nobody is asked but Kafka. */
final class RunLooker implements AutoCloseable {
    private final Topics topics;
    private final TopicReader reader;
    private final Admin admin;
    private final LatestHeartbeats heartbeats;

    RunLooker(KafkaClients clients, Topics topics) {
        this.topics = topics;
        this.reader = new TopicReader(clients);
        this.admin = clients.admin();
        this.heartbeats = new LatestHeartbeats(clients, topics);
    }

    /** @throws CommandFailure if this Kafka has no such run */
    void refuseNone(String servers) throws InterruptedException {
        if (!KafkaClients.answer(admin.listTopics().names()).containsAll(topics.all())) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "There is no run '%s' in the Kafka at %s, or it has not begun.".formatted(topics.run(), servers));
        }
    }

    RunLook look() throws InterruptedException {
        RunEvents events = reader.events(topics);
        Map<TopicPartition, Long> ends =
                offsets(List.of(topics.prompts(), topics.completions(), topics.scoredGroups()), OffsetSpec.latest());
        Map<TopicPartition, Long> decided = new HashMap<>();
        if (!events.steps().isEmpty()) {
            events.steps()
                    .getLast()
                    .getPositionList()
                    .forEach(position -> decided.put(
                            new TopicPartition(topics.scoredGroups(), position.getPartition()), position.getOffset()));
        }
        String generators = topics.run() + ".generators";
        String scorers = topics.run() + ".reward-service";
        Map<TopicPartition, Long> sampled = committed(generators);
        Map<TopicPartition, Long> scored = committed(scorers);
        Map<TopicPartition, Long> letters = offsets(List.of(topics.deadLetters()), OffsetSpec.latest());
        return new RunLook(
                topics.run(),
                events,
                workers(generators, topics.prompts(), ends, sampled),
                heartbeats.read(events.header()),
                workers(scorers, topics.completions(), ends, scored),
                queue(topics.prompts(), ends, sampled),
                queue(topics.completions(), ends, scored),
                queue(topics.scoredGroups(), ends, decided),
                queue(topics.deadLetters(), letters, offsets(List.of(topics.deadLetters()), OffsetSpec.earliest())),
                System.currentTimeMillis());
    }

    private Map<TopicPartition, Long> offsets(Collection<String> names, OffsetSpec which) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        KafkaClients.answer(admin.describeTopics(names).allTopicNames())
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition -> asked.put(new TopicPartition(name, partition.partition()), which)));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        KafkaClients.answer(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    /** None of a group that nobody has joined yet. */
    private Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        try {
            return KafkaClients.answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry<TopicPartition, OffsetAndMetadata>::getKey,
                            entry -> entry.getValue().offset()));
        } catch (GroupIdNotFoundException none) {
            return Map.of();
        }
    }

    private List<Worker> workers(
            String group, String topic, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed)
            throws InterruptedException {
        @Nullable ConsumerGroupDescription description;
        try {
            description = KafkaClients.answer(
                            admin.describeConsumerGroups(List.of(group)).all())
                    .get(group);
        } catch (GroupIdNotFoundException none) {
            return List.of();
        }
        return Objects.requireNonNull(description).members().stream()
                .map(member -> worker(member, topic, ends, committed))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private static Worker worker(
            MemberDescription member,
            String topic,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> committed) {
        List<TopicPartition> own = member.assignment().topicPartitions().stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
        return new Worker(
                member.groupInstanceId().orElse(member.clientId()),
                member.host().replace("/", ""),
                own.size(),
                own.stream()
                        .mapToLong(partition -> ahead(partition, ends, committed))
                        .sum());
    }

    private static Queue queue(String topic, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> positions) {
        List<TopicPartition> partitions = ends.keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
        return new Queue(
                partitions.size(),
                partitions.stream()
                        .mapToLong(partition -> ahead(partition, ends, positions))
                        .sum());
    }

    private static long ahead(
            TopicPartition partition, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> positions) {
        return Math.max(0, ends.getOrDefault(partition, 0L) - positions.getOrDefault(partition, 0L));
    }

    @Override
    public void close() {
        heartbeats.close();
        admin.close();
    }
}
