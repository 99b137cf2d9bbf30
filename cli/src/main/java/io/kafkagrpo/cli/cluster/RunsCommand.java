package io.kafkagrpo.cli.cluster;

import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grpo runs}. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the runs of a Kafka cluster.",
            "",
            "Each with its state, the training steps in its log, its topics, the records that its partitions span and the bytes of one replica.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo runs --set kafka.bootstrap-servers=broker:9092",
            "  grpo runs --set kafka.bootstrap-servers=broker:9093 --set kafka.properties-file=operator.properties",
            "  grpo runs --run-dir runs/arithmetic",
            "",
            "Exit codes: 0 done, 2 it isn't said which Kafka, 3 a setting, 6 Kafka refuses."
        })
public final class RunsCommand implements Callable<Integer> {
    private static final String ROW = "%-24s %-12s %7s %7s %12s %10s";

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() throws InterruptedException {
        cluster.refuseEmptyFolder();
        cluster.run((kafka, screen) -> {
            try (RunCluster runs = RunCluster.of(kafka.clients())) {
                list(runs, kafka.isEmbedded(), screen);
            }
        });
        return 0;
    }

    private static void list(RunCluster cluster, boolean alone, Screen screen) throws InterruptedException {
        SortedSet<String> runs = cluster.runs();
        if (runs.isEmpty()) {
            screen.line("There are no runs in the Kafka at %s."
                    .formatted(cluster.clients().bootstrapServers()));
            return;
        }
        screen.line(ROW.formatted("run", "state", "steps", "topics", "records", "MB"));
        for (String run : runs) {
            SortedSet<String> topics = cluster.topics(run);
            RunEvents events = events(cluster, run);
            screen.line(ROW.formatted(
                    run,
                    state(cluster, alone, run, events),
                    events.lastStep(),
                    topics.size(),
                    records(cluster, topics),
                    megabytes(cluster, topics)));
        }
    }

    private static RunEvents events(RunCluster cluster, String run) {
        return new TopicReader(cluster.clients()).events(new Topics(run));
    }

    /** @param alone whether this command holds the folder of the only broker, so that no service can be at work */
    private static String state(RunCluster cluster, boolean alone, String run, RunEvents events)
            throws InterruptedException {
        if (events.finished() != null) {
            return "finished";
        }
        boolean working = !alone && cluster.members(run).values().stream().anyMatch(members -> members > 0);
        return events.started() == null ? "not begun" : working ? "running" : "stopped";
    }

    private static long records(RunCluster cluster, Collection<String> topics) throws InterruptedException {
        Collection<TopicPartition> partitions = cluster.partitions(topics);
        Map<TopicPartition, Long> first =
                cluster.offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        return cluster.offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED).entrySet().stream()
                .mapToLong(end -> end.getValue() - first.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    /** Of one replica of each partition; a dash for whom the cluster doesn't tell sizes. */
    private static String megabytes(RunCluster cluster, Collection<String> topics) throws InterruptedException {
        Map<TopicPartition, Long> largest = new HashMap<>();
        try {
            var brokers = KafkaClients.answer(cluster.admin().describeCluster().nodes()).stream()
                    .map(node -> node.id())
                    .toList();
            KafkaClients.answer(cluster.admin().describeLogDirs(brokers).allDescriptions())
                    .values()
                    .forEach(folders -> folders.values()
                            .forEach(folder -> folder.replicaInfos()
                                    .forEach((partition, replica) ->
                                            largest.merge(partition, replica.size(), Math::max))));
        } catch (ClusterAuthorizationException denied) {
            return "-";
        }
        long bytes = largest.entrySet().stream()
                .filter(replica -> topics.contains(replica.getKey().topic()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
