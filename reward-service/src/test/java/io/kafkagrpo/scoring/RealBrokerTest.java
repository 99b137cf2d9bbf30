package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.rl.AdvantageSettings;
import io.kafkagrpo.scoring.service.Failures;
import io.kafkagrpo.scoring.service.StreamsSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The topology with a real broker: restarts of the service and of the broker, and the loss of the local state. */
class RealBrokerTest {
    private static final int SIZE = 4;
    private static final int GROUPS_PER_PHASE = 40;
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String APPLICATION = "real.reward-service";
    private static final Topics TOPICS = new Topics("real");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS);
    private static final ScoringSettings SETTINGS = new ScoringSettings(
            TOPICS.completions(),
            TOPICS.scoredGroups(),
            TOPICS.deadLetters(),
            HEADER,
            Duration.ofMinutes(10),
            1 << 20,
            SIZE,
            1,
            1024,
            AdvantageSettings.GRPO);

    private final List<ConsumerRecord<String, byte[]>> out = new ArrayList<>();

    @Test
    @Timeout(120)
    void eachGroupEndsOnceThroughRestarts(@TempDir Path directory) throws Exception {
        Path state = directory.resolve("streams");
        Path data = directory.resolve("broker");
        EmbeddedBroker broker = EmbeddedBroker.start(data, 0);
        try {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(TOPICS.definitions(PARTITIONS, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
            }
            List<Completion> all = shuffledCompletions();
            int phase = all.size() / 4;
            try (Producer<String, byte[]> writer = clients.writer(Map.of());
                    Consumer<String, byte[]> reader = clients.reader()) {
                List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(TOPICS.scoredGroups(), partition))
                        .toList();
                reader.assign(partitions);
                reader.seekToBeginning(partitions);

                // Given a service that has ended some groups and holds parts of others
                KafkaStreams first = streams(clients, state);
                first.start();
                send(writer, all.subList(0, 2 * phase));
                writer.send(HEADER.record(TOPICS.completions(), null, "nobody's", new byte[] {0x7f}))
                        .get();
                await(reader, GROUPS_PER_PHASE);

                // When the broker goes and comes back, and the service is stopped and started in the middle
                broker.close();
                broker = EmbeddedBroker.start(data, 0);
                send(writer, all.subList(phase, 3 * phase)); // a quarter of it for the second time
                await(reader, 2 * GROUPS_PER_PHASE);
                first.close(Duration.ofSeconds(20));
                send(writer, all.subList(3 * phase, all.size()));
                loseAllButTheInstance(state);
                // and the group's offsets have expired, as after a week's rest, so that the log is read
                // from its start
                forgetOffsets(clients);
                KafkaStreams second = streams(clients, state);
                second.start();
                await(reader, 4 * GROUPS_PER_PHASE);

                // and all of it is delivered once more, ending with one new group per partition
                send(writer, all);
                List<Completion> last = lastOfEachPartition();
                send(writer, last);
                await(reader, 4 * GROUPS_PER_PHASE + PARTITIONS);
                second.close(Duration.ofSeconds(20));

                // Then the unreadable record was met once, though its offset was passed twice
                assertThat(count(reader, new TopicPartition(TOPICS.deadLetters(), 0)))
                        .isEqualTo(1);
            }
        } finally {
            broker.close();
        }
        // and each group has ended once, complete, with all members
        List<String> ids = out.stream().map(ConsumerRecord::key).sorted().toList();
        assertThat(ids).doesNotHaveDuplicates().hasSize(4 * GROUPS_PER_PHASE + PARTITIONS);
        for (ConsumerRecord<String, byte[]> entry : out) {
            ScoredGroup group = ScoredGroup.parseFrom(entry.value());
            assertThat(group.hasComplete()).isTrue();
            assertThat(group.getCompletionsCount()).isEqualTo(group.getPrompt().getGroupSize());
        }
    }

    private static KafkaStreams streams(KafkaClients clients, Path state) {
        Properties properties = StreamsSettings.of(clients, APPLICATION, state, 1, 1, SETTINGS.largestRecordBytes());
        KafkaStreams streams =
                new KafkaStreams(RewardTopology.build(SETTINGS, TopologyFixture.scorer(), new Intake()), properties);
        streams.setUncaughtExceptionHandler(failure -> Failures.isRetriable(failure)
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        return streams;
    }

    /** Members of about ten groups at a time, out of order. */
    private static List<Completion> shuffledCompletions() {
        List<Completion> all = new ArrayList<>();
        for (int g = 0; g < 4 * GROUPS_PER_PHASE; g++) {
            PromptGroup prompt = Samples.train(g, SIZE);
            for (int index = 0; index < SIZE; index++) {
                all.add(Samples.finished(prompt, index, index == 0 ? Samples.RIGHT : Samples.WRONG));
            }
        }
        Random random = new Random(11);
        for (int from = 0; from < all.size(); from += 10) {
            Collections.shuffle(all.subList(from, Math.min(all.size(), from + 40)), random);
        }
        return all;
    }

    /** Groups of one member, whose end shows that all before them in their partition has been worked off. */
    private static List<Completion> lastOfEachPartition() {
        List<Completion> last = new ArrayList<>();
        boolean[] found = new boolean[PARTITIONS];
        for (int position = 0; last.size() < PARTITIONS; position++) {
            PromptGroup prompt = Samples.evaluate(position, 1);
            byte[] key = prompt.getGroupId().getBytes(StandardCharsets.UTF_8);
            int partition = BuiltInPartitioner.partitionForKey(key, PARTITIONS);
            if (!found[partition]) {
                found[partition] = true;
                last.add(Samples.finished(prompt, 0, Samples.RIGHT));
            }
        }
        return last;
    }

    private static void send(Producer<String, byte[]> writer, List<Completion> completions) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Completion completion : completions) {
            sent.add(writer.send(HEADER.record(
                    TOPICS.completions(), null, completion.getPrompt().getGroupId(), completion.toByteArray())));
        }
        writer.flush();
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
    }

    private void await(Consumer<String, byte[]> reader, int groups) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (out.size() < groups) {
            assertThat(System.nanoTime())
                    .as("only %d of %d groups", out.size(), groups)
                    .isLessThan(deadline);
            reader.poll(Duration.ofMillis(200)).forEach(out::add);
        }
    }

    private static int count(Consumer<String, byte[]> reader, TopicPartition partition) {
        reader.assign(List.of(partition));
        reader.seekToBeginning(List.of(partition));
        long end = reader.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        int count = 0;
        while (reader.position(partition) < end) {
            count += reader.poll(Duration.ofMillis(200)).count();
        }
        return count;
    }

    private static void forgetOffsets(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.removeMembersFromConsumerGroup(APPLICATION, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            admin.deleteConsumerGroups(List.of(APPLICATION)).all().get();
        }
    }

    /** The state itself, as when a pod comes back with an empty disk, but not its name in the consumer group. */
    private static void loseAllButTheInstance(Path state) throws Exception {
        Files.walkFileTree(state.resolve(APPLICATION), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
