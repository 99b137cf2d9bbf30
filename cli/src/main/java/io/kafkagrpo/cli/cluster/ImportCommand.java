package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grpo import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Brings an archived run into a Kafka cluster that has no run of its name.",
            "",
            "Every record comes to the partition and the offset that it had, for the run's steps refer to them; afterwards all of it is read again and its checksums are compared with the archive's. The run can be trained on, replayed and reported from there. Replication is the cluster's default.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo import /backup/arithmetic --set kafka.bootstrap-servers=other:9092",
            "  grpo import /backup/arithmetic --run-dir runs/arithmetic",
            "",
            "Exit codes: 0 done and equal, 4 the archive is damaged, 6 Kafka refuses, 8 there is such a run already, or a checksum differs."
        })
public final class ImportCommand implements Callable<Integer> {
    private static final String WRITER = ".import";
    private static final int TRANSACTION_TIMEOUT_MS = 15 * 60_000;

    @Parameters(paramLabel = "DIR", description = "What 'grpo archive' wrote.")
    private Path folder = Path.of("");

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() throws InterruptedException, IOException {
        ArchiveManifest manifest = ArchiveManifest.read(folder);
        checkArchive(manifest);
        cluster.run((kafka, screen) -> {
            try (RunCluster runs = RunCluster.of(kafka.clients())) {
                bring(manifest, runs, screen);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.DATA, "The archive %s can't be read: %s.".formatted(folder, ErrorMessages.of(e)), e);
            }
        });
        return 0;
    }

    private void checkArchive(ArchiveManifest manifest) throws IOException {
        for (ArchiveManifest.Topic topic : manifest.topics()) {
            for (ArchiveManifest.Partition partition : topic.partitions()) {
                Path file = ArchiveManifest.file(folder, topic.name(), partition.partition());
                try (RecordFile found = RecordFile.checksum()) {
                    RecordFile.read(file, topic.name(), partition.partition(), found::add);
                    if (!found.sha256Hex().equals(partition.sha256())) {
                        throw new CommandFailure(
                                ExitCode.DATA,
                                "The file %s has another checksum than manifest.json says; the archive is damaged."
                                        .formatted(file));
                    }
                }
            }
        }
    }

    private void bring(ArchiveManifest manifest, RunCluster runs, Screen screen)
            throws InterruptedException, IOException {
        String run = manifest.run();
        if (!runs.topics(run).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.RUN_MISMATCH,
                    "The Kafka at %s has a run '%s' already; './grpo delete %s' removes it."
                            .formatted(runs.clients().bootstrapServers(), run, run));
        }
        KafkaClients.answer(runs.admin()
                .createTopics(manifest.topics().stream()
                        .map(topic -> new NewTopic(
                                        topic.name(),
                                        Optional.of(topic.partitions().size()),
                                        Optional.empty())
                                .configs(topic.settings()))
                        .toList())
                .all());
        BytesClients bytes = new BytesClients(runs.clients());
        try (Producer<byte[], byte[]> plain = bytes.writer(Map.of());
                Producer<byte[], byte[]> transactional = bytes.writer(
                        Map.of("transactional.id", run + WRITER, "transaction.timeout.ms", TRANSACTION_TIMEOUT_MS))) {
            transactional.initTransactions();
            for (ArchiveManifest.Topic topic : manifest.topics()) {
                for (ArchiveManifest.Partition partition : topic.partitions()) {
                    screen.status("importing %s-%d".formatted(topic.name(), partition.partition()));
                    new PartitionImport(runs, plain, transactional, folder, topic, partition).write();
                    compare(bytes, topic, partition);
                }
            }
        }
        positions(manifest, runs);
        screen.settle();
        screen.line("The run '%s' is in the Kafka at %s; every checksum is that of the archive."
                .formatted(run, runs.clients().bootstrapServers()));
    }

    private static void compare(BytesClients bytes, ArchiveManifest.Topic topic, ArchiveManifest.Partition archived)
            throws IOException {
        TopicPartition partition = new TopicPartition(topic.name(), archived.partition());
        try (RecordFile found = RecordFile.checksum()) {
            bytes.read(partition, archived.end(), found::add);
            if (!found.sha256Hex().equals(archived.sha256())) {
                throw new CommandFailure(
                        ExitCode.RUN_MISMATCH,
                        "%s came out with another checksum than its archive; delete the run there and import it again."
                                .formatted(partition));
            }
        }
    }

    private static void positions(ArchiveManifest manifest, RunCluster runs) throws InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> groups = new HashMap<>();
        for (ArchiveManifest.Position position : manifest.positions()) {
            groups.computeIfAbsent(position.group(), _ -> new HashMap<>())
                    .put(
                            new TopicPartition(position.topic(), position.partition()),
                            new OffsetAndMetadata(position.offset(), position.metadata()));
        }
        for (String group : List.copyOf(groups.keySet())) {
            KafkaClients.answer(runs.admin()
                    .alterConsumerGroupOffsets(group, groups.getOrDefault(group, Map.of()))
                    .all());
        }
    }
}
