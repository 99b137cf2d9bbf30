package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grpo archive}. */
@Command(
        name = "archive",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a run's topics into a folder, to carry it to another cluster with 'grpo import'.",
            "",
            "Every committed record with key, value, headers, timestamp, partition and offset, the topics' settings and the positions of the consumer groups. The run must not be worked on meanwhile; nothing in Kafka is changed.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo archive arithmetic --to /backup/arithmetic --set kafka.bootstrap-servers=broker:9092",
            "  grpo archive arithmetic --to /backup/arithmetic --run-dir runs/arithmetic",
            "",
            "Exit codes: 0 done, 3 there is no such run or DIR can't be used, 6 Kafka refuses, 8 services work on the run."
        })
public final class ArchiveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "The run's name, as 'grpo runs' lists it.")
    private String run = "";

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "A folder that is new or empty.")
    private Path target = Path.of("");

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() throws InterruptedException {
        cluster.refuseEmptyFolder();
        cluster.run((kafka, screen) -> {
            try (RunCluster runs = RunCluster.of(kafka.clients())) {
                archive(runs, screen);
            } catch (IOException e) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "The archive can't be written to %s: %s.".formatted(target, ErrorMessages.of(e)),
                        e);
            }
        });
        return 0;
    }

    private void archive(RunCluster runs, Screen screen) throws InterruptedException, IOException {
        SortedSet<String> names = runs.topicsOfExisting(run);
        RunAtRest rest = new RunAtRest(runs, run, screen);
        rest.awaitNobody("archived");
        prepareFolder();
        List<TopicPartition> partitions = runs.partitions(names);
        Map<TopicPartition, Long> first =
                runs.offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<TopicPartition, Long> ends = rest.awaitCommitted(partitions, "archived");
        List<ArchiveManifest.Topic> topics = new ArrayList<>();
        long records = 0;
        for (String name : names) {
            List<ArchiveManifest.Partition> files = new ArrayList<>();
            for (TopicPartition partition : runs.partitions(List.of(name))) {
                screen.status("archiving " + partition);
                long end = ends.getOrDefault(partition, 0L);
                try (RecordFile file = RecordFile.into(ArchiveManifest.file(target, name, partition.partition()))) {
                    new BytesClients(runs.clients()).read(partition, end, file::add);
                    records += file.count();
                    files.add(new ArchiveManifest.Partition(
                            partition.partition(),
                            first.getOrDefault(partition, 0L),
                            end,
                            file.count(),
                            file.sha256Hex()));
                }
            }
            topics.add(new ArchiveManifest.Topic(name, settings(runs, name), files));
        }
        List<ArchiveManifest.Position> positions = positions(runs);
        refuseChanged(ends, rest.ends(partitions, IsolationLevel.READ_UNCOMMITTED));
        // Last, so that a folder with it is whole.
        new ArchiveManifest(ArchiveManifest.FORMAT, run, topics, positions).write(target);
        screen.settle();
        screen.line("The run '%s' is archived in %s: %d topics, %d records."
                .formatted(run, target, topics.size(), records));
    }

    private void prepareFolder() throws IOException {
        Files.createDirectories(target);
        try (var files = Files.list(target)) {
            if (files.findAny().isPresent()) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "The folder %s is not empty; name a new one with --to.".formatted(target));
            }
        }
    }

    private void refuseChanged(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> others) {
        if (!ends.equals(others)) {
            throw new CommandFailure(
                    ExitCode.RUN_MISMATCH,
                    "The run '%s' can't be archived while something is written to it; stop its services first."
                            .formatted(run));
        }
    }

    private static Map<String, String> settings(RunCluster runs, String topic) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> settings = new TreeMap<>();
        KafkaClients.answer(runs.admin().describeConfigs(List.of(resource)).all())
                .values()
                .forEach(config -> config.entries().stream()
                        .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                        .forEach(entry -> settings.put(entry.name(), entry.value())));
        return settings;
    }

    private List<ArchiveManifest.Position> positions(RunCluster runs) throws InterruptedException {
        List<ArchiveManifest.Position> positions = new ArrayList<>();
        for (String group : runs.groups(run)) {
            KafkaClients.answer(runs.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .forEach((partition, position) -> positions.add(new ArchiveManifest.Position(
                            group, partition.topic(), partition.partition(), position.offset(), position.metadata())));
        }
        return positions;
    }
}
