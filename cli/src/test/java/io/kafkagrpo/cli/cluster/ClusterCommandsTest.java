package io.kafkagrpo.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.CommittedEnds;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {
    private static final List<String> TOPICS = List.of("r.steps", "r.scored-groups", "r.weights", "r.a-changelog");

    @TempDir
    Path folder;

    @Test
    void aRunIsCarriedToAnotherClusterAndDeleted() throws Exception {
        try (EmbeddedBroker from = EmbeddedBroker.start(folder.resolve("from"), 0);
                EmbeddedBroker to = EmbeddedBroker.start(folder.resolve("to"), 0)) {
            // Given: a run whose logs have every kind of gap, beside another run
            String[] source = at(from);
            String[] target = at(to);
            KafkaClients clients = new KafkaClients(from.bootstrapServers(), Map.of());
            writeRun(clients);

            // When, Then: it is listed
            CommandRun runs = run(source, "runs");
            assertThat(runs.out()).contains("r ", "stopped", "r-2 ", "not begun");

            // When: it is archived and imported
            String archive = folder.resolve("archive").toString();
            CommandRun archived = run(source, "archive", "r", "--to", archive);
            assertThat(archived.err()).isEmpty();
            CommandRun imported = run(target, "import", archive);
            assertThat(imported.err()).isEmpty();

            // Then: every record is where it was, with all that belongs to it
            KafkaClients there = new KafkaClients(to.bootstrapServers(), Map.of());
            for (String topic : TOPICS) {
                assertThat(dump(there, topic)).as(topic).isEqualTo(dump(clients, topic));
            }
            assertThat(dump(clients, "r.scored-groups")).hasSizeGreaterThan(10);
            assertThat(dump(there, "r.b-changelog")).hasSameSizeAs(dump(clients, "r.b-changelog")); // times differ
            try (Admin admin = there.admin()) {
                assertThat(admin.listConsumerGroupOffsets("r.generators")
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .containsEntry(
                                new TopicPartition("r.scored-groups", 1), new OffsetAndMetadata(3, "where it was"));
            }

            // Then: it can't be imported twice, and a damaged archive not at all
            assertThat(run(target, "import", archive).exitCode()).isEqualTo(8);
            Path file = folder.resolve("archive/r.steps-0.records");
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            CommandRun damaged = run(target, "import", archive);
            assertThat(damaged.exitCode()).isEqualTo(4);
            assertThat(damaged.err()).contains(file.toString());
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
            assertThat(run(target, "import", archive).err()).contains("is cut off");

            // When: it is deleted, first with a wrong answer
            CommandRun kept = answering("no", () -> run(source, "delete", "r"));
            assertThat(kept.exitCode()).isEqualTo(2);
            try (Producer<byte[], byte[]> forgotten =
                    new BytesClients(clients).writer(Map.of("transactional.id", "r.learner"))) {
                forgotten.initTransactions();
                CommandRun deleted = answering("r", () -> run(source, "delete", "r"));
                assertThat(deleted.err()).isEmpty();
                assertThat(deleted.out()).contains("and 1 consumer groups, 1 transactional ids.");

                // Then: a writer of the run that somebody forgot writes nothing more, wherever
                assertThatThrownBy(() -> commit(forgotten, "r-2.steps", started()))
                        .isInstanceOf(KafkaException.class)
                        .satisfiesAnyOf(
                                fenced -> assertThat(fenced).isInstanceOf(ProducerFencedException.class),
                                fenced -> assertThat(fenced).isInstanceOf(InvalidProducerEpochException.class),
                                fenced ->
                                        assertThat(fenced).hasRootCauseInstanceOf(InvalidProducerEpochException.class),
                                fenced -> assertThat(fenced).hasRootCauseInstanceOf(ProducerFencedException.class));
            }

            // Then: nothing is left of it, and the other run is still there
            try (Admin admin = clients.admin()) {
                assertThat(admin.listTopics().names().get()).containsExactly("r-2.steps");
                assertThat(admin.listGroups().all().get()).isEmpty();
            }
            assertThat(run(source, "delete", "r", "--yes").exitCode()).isEqualTo(3);
        }
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertThat(CommandRun.of("runs").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("runs").err()).contains("It is not said which Kafka");
        CommandRun other = CommandRun.of("runs", "--set", "steps=3");
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.err()).contains("'steps' doesn't tell where Kafka is");
        CommandRun empty = CommandRun.of("archive", "r", "--to", "x", "--run-dir", folder.toString());
        assertThat(empty.exitCode()).isEqualTo(3);
        assertThat(empty.err()).contains("holds no run");
        assertThat(CommandRun.of("import", folder.toString(), "--run-dir", folder.toString())
                        .exitCode())
                .isEqualTo(4);
        assertThat(CommandRun.of("rights", "r", "--as", "html").err()).contains("table, kafka-acls, strimzi");
        assertThat(CommandRun.of("rights", "r", "--as", "kafka-acls").out())
                .contains(
                        "--allow-principal User:generator-service --topic r.completions --resource-pattern-type literal --operation Write");
    }

    private static void writeRun(KafkaClients clients) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("r.steps", 1, (short) 1).configs(Map.of("retention.ms", "-1")),
                            new NewTopic("r.scored-groups", 2, (short) 1),
                            new NewTopic("r.weights", 1, (short) 1).configs(Map.of("retention.ms", "-1")),
                            new NewTopic("r.a-changelog", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")),
                            new NewTopic("r.b-changelog", 1, (short) 1)
                                    .configs(Map.of("message.timestamp.type", "LogAppendTime")),
                            new NewTopic("r-2.steps", 1, (short) 1)))
                    .all()
                    .get();
            BytesClients bytes = new BytesClients(clients);
            try (Producer<byte[], byte[]> plain = bytes.writer(Map.of());
                    Producer<byte[], byte[]> pen = bytes.writer(Map.of("transactional.id", "r.learner"))) {
                pen.initTransactions();
                commit(pen, "r.steps", started(), step(1));
                commit(pen, "r.steps", step(2));
                for (int i = 0; i < 3; i++) {
                    send(plain, "r.scored-groups", 1, i);
                    send(plain, "r.scored-groups", 1, 10 + i);
                    transaction(pen, "r.scored-groups", 2, true);
                    transaction(pen, "r.scored-groups", 1, false);
                    transaction(pen, "r.scored-groups", 3, false);
                    transaction(pen, "r.scored-groups", 2, true);
                    transaction(pen, "r.scored-groups", 1, true);
                }
                transaction(pen, "r.a-changelog", 4, false);
                transaction(pen, "r.a-changelog", 1, true);
                transaction(pen, "r.b-changelog", 3, true);
                for (int i = 0; i < 7; i++) {
                    send(plain, "r.weights", 0, i);
                }
            }
            CommittedEnds.await(admin, List.of("r.steps", "r.scored-groups", "r.a-changelog", "r.b-changelog"));
            admin.deleteRecords(Map.of(new TopicPartition("r.weights", 0), RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();
            admin.alterConsumerGroupOffsets(
                            "r.generators",
                            Map.of(new TopicPartition("r.scored-groups", 1), new OffsetAndMetadata(3, "where it was")))
                    .all()
                    .get();
        }
    }

    private static void commit(Producer<byte[], byte[]> pen, String topic, byte[]... values) {
        pen.beginTransaction();
        for (byte[] value : values) {
            var _ = pen.send(new ProducerRecord<>(topic, 0, 1000L, new byte[] {'r'}, value));
        }
        pen.commitTransaction();
    }

    private static void transaction(Producer<byte[], byte[]> pen, String topic, int records, boolean commits)
            throws Exception {
        pen.beginTransaction();
        for (int i = 0; i < records; i++) {
            send(pen, topic, 0, i);
        }
        if (commits) {
            pen.commitTransaction();
        } else {
            pen.abortTransaction();
        }
    }

    private static void send(Producer<byte[], byte[]> producer, String topic, int partition, int number)
            throws Exception {
        // keys that are no UTF-8, values that are missing, headers with and without a value
        var entry = new ProducerRecord<>(
                topic,
                partition,
                1_000_000L + number,
                new byte[] {(byte) 0xff, (byte) number},
                number % 5 == 4 ? null : new byte[] {(byte) number, 0, 1});
        entry.headers().add("run", new byte[] {(byte) number}).add("empty", null);
        producer.send(entry).get();
    }

    private static List<String> dump(KafkaClients clients, String topic) throws Exception {
        List<String> lines = new ArrayList<>();
        try (RunCluster cluster = RunCluster.of(clients)) {
            for (TopicPartition partition : cluster.partitions(List.of(topic))) {
                long end = cluster.offsets(List.of(partition), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
                        .getOrDefault(partition, -1L);
                new BytesClients(clients)
                        .read(
                                partition,
                                end,
                                entry -> lines.add("%s@%d at %d: %s = %s %s"
                                        .formatted(
                                                partition,
                                                entry.offset(),
                                                entry.timestamp(),
                                                Arrays.toString(entry.key()),
                                                Arrays.toString(entry.value()),
                                                Arrays.stream(entry.headers().toArray())
                                                        .map(header -> header.key() + Arrays.toString(header.value()))
                                                        .toList())));
                lines.add("%s ends at %d".formatted(partition, end));
            }
        }
        return lines;
    }

    private static byte[] started() {
        return StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder().setRunId("r"))
                .build()
                .toByteArray();
    }

    private static byte[] step(long number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number))
                .build()
                .toByteArray();
    }

    private static String[] at(EmbeddedBroker broker) {
        return new String[] {"--set", "kafka.bootstrap-servers=" + broker.bootstrapServers()};
    }

    private static CommandRun run(String[] cluster, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(cluster));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static CommandRun answering(String answer, Supplier<CommandRun> command) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((answer + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return command.get();
        } finally {
            System.setIn(before);
        }
    }
}
