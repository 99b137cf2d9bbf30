package io.kafkagrpo.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.record.KafkaClients;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What services leave behind in Kafka for a while when they end. */
class RunAtRestTest {
    private static final Screen NO_SCREEN = Screen.ofThisProcess(new PrintWriter(Writer.nullWriter()));
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private String archive = "";

    @BeforeEach
    void nameArchive() {
        archive = folder.resolve("archive").toString();
    }

    @Test
    void aRunInItsFolderIsArchivedAndDeletedRightAfterItsServicesEnded() throws Exception {
        // Given: a run whose service had a name in its group, and whose broker stopped with it
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            writeRun(broker);
            join(broker).close();
        }
        String[] inFolder = {"--run-dir", folder.toString()};

        // When, Then: nobody can work on it while the command has its folder
        assertThat(run(inFolder, "runs").out()).containsPattern("r +not begun");
        CommandRun archived = run(inFolder, "archive", "r", "--to", archive);
        assertThat(archived.exitCode()).as(archived.err()).isZero();
        CommandRun deleted = run(inFolder, "delete", "r", "--yes");
        assertThat(deleted.exitCode()).as(deleted.err()).isZero();
    }

    @Test
    void aServiceThatWorksOnTheRunIsNamed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RunCluster cluster = RunCluster.of(writeRun(broker));
                Consumer<?, ?> _ = join(broker)) {
            assertThatThrownBy(() -> new RunAtRest(cluster, "r", NO_SCREEN, A_MOMENT).awaitNobody("deleted"))
                    .hasMessage(
                            "The run 'r' can't be deleted while services work on it (1 in group r.generators); stop them first.");
        }
    }

    @Test
    void theTransactionOfAKilledWriterIsWaitedFor() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                RunCluster cluster = RunCluster.of(writeRun(broker))) {
            BytesClients bytes = new BytesClients(cluster.clients());
            try (Producer<byte[], byte[]> _ = leaveOpen(bytes, "r.learner", 1000)) {
                // When: Kafka ends it for its writer
                CommandRun archived = CommandRun.of(
                        "archive",
                        "r",
                        "--to",
                        archive,
                        "--set",
                        "kafka.bootstrap-servers=" + broker.bootstrapServers());
                // Then
                assertThat(archived.exitCode()).as(archived.err()).isZero();
                assertThat(Path.of(archive, "manifest.json")).exists();
            }

            // When: it may stay open for longer than anybody waits
            try (Producer<byte[], byte[]> _ = leaveOpen(bytes, "r.other", 600_000)) {
                // Then
                assertThatThrownBy(() -> new RunAtRest(cluster, "r", NO_SCREEN, A_MOMENT)
                                .awaitCommitted(cluster.partitions(List.of("r.steps")), "archived"))
                        .hasMessageStartingWith("The run 'r' can't be archived while a transaction is open in it;");
            }
        }
    }

    private static KafkaClients writeRun(EmbeddedBroker broker) throws Exception {
        KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(List.of(new NewTopic("r.steps", 1, (short) 1)))
                    .all()
                    .get();
        }
        return clients;
    }

    /** As a generator or Kafka Streams does: under a name, which stays when it closes. */
    private static Consumer<String, byte[]> join(EmbeddedBroker broker) {
        Consumer<String, byte[]> consumer = new KafkaClients(broker.bootstrapServers(), Map.of())
                .reader(Map.of(
                        "group.id", "r.generators", "group.instance.id", "gpu-1", "session.timeout.ms", "10000"));
        consumer.subscribe(List.of("r.steps"));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(100));
        }
        return consumer;
    }

    private static Producer<byte[], byte[]> leaveOpen(BytesClients bytes, String id, int timeoutMs) throws Exception {
        Producer<byte[], byte[]> pen =
                bytes.writer(Map.of("transactional.id", id, "transaction.timeout.ms", timeoutMs));
        pen.initTransactions();
        pen.beginTransaction();
        pen.send(new ProducerRecord<>("r.steps", "half".getBytes(StandardCharsets.UTF_8)))
                .get();
        return pen;
    }

    private static CommandRun run(String[] cluster, String... command) {
        String[] whole = Stream.of(command, cluster).flatMap(Arrays::stream).toArray(String[]::new);
        return CommandRun.of(whole);
    }
}
