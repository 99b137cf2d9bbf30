package io.kafkagrpo.scoring.again;

import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.Parts;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.scoring.Rescorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Scores the groups that a run has ended again, from top to bottom: they come in the order of the log, are scored
 * side by side, and are written in that order, now and then in one transaction. Ends when the log's end, as it was
 * at the beginning, is reached. Interrupted or killed, the next one goes on behind what was committed: no group is
 * missing, and none is there twice.
 *
 * @param clients of the run's Kafka
 * @param topics of the run
 * @param header of the run's records
 * @param output topic of the groups that are scored again, with as many partitions as scored-groups
 * @param transactionalId of the one who writes it
 * @param rescorer what is done with a group
 * @param steps of which groups are asked for
 * @param threads that score
 * @param commitAfter how much of the work may be lost where it is killed
 * @param groupsAtOnce groups that are read before those of the time before have been scored
 */
public record RescoreLoop(
        KafkaClients clients,
        Topics topics,
        RunHeader header,
        String output,
        String transactionalId,
        Rescorer rescorer,
        StepRange steps,
        int threads,
        Duration commitAfter,
        int groupsAtOnce) {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Twice as many bytes are in memory at a time, before and after. */
    private static final int FETCH_BYTES = 8 << 20;

    /** A group on its way. */
    private record Asked(ConsumerRecord<String, byte[]> source, CompletableFuture<Parts.ScoredGroup> group) {}

    /**
     * Scores all that is there now.
     *
     * @throws NoRewardException if a reward function gives nothing; what was there before stays, and
     *     nothing is added
     */
    public void toItsEnd() throws InterruptedException {
        try (RescoredLog log = RescoredLog.open(clients, output, transactionalId, header);
                Consumer<String, byte[]> source = clients.reader(Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        groupsAtOnce,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES / 2));
                ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            try {
                toItsEnd(log, source, workers);
            } finally {
                workers.shutdownNow(); // where it failed or was interrupted, nobody waits for what is asked still
            }
        }
    }

    private void toItsEnd(RescoredLog log, Consumer<String, byte[]> source, ExecutorService workers)
            throws InterruptedException {
        Map<Integer, Long> positions = log.positions(rescorer.scorer().configurationHash(), steps);
        WantedGroups wanted = WantedGroups.of(clients, topics, steps);
        Map<TopicPartition, Long> ends = assign(source, wanted, positions);
        OwnRecords own = new OwnRecords(header);
        Commits commits = new Commits(log, commitAfter, !positions.isEmpty());
        List<Asked> before = List.of();
        while (ends.entrySet().stream().anyMatch(end -> source.position(end.getKey()) < end.getValue())) {
            List<Asked> asked = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> entry : source.poll(POLL)) {
                TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
                if (entry.offset() < ends.getOrDefault(partition, 0L) && wanted.holds(partition, entry.offset())) {
                    own.readable(Parts.ScoredGroup.getDefaultInstance(), entry)
                            .ifPresent(group -> own.readablePart(
                                            PromptGroup.getDefaultInstance(), group.getPrompt(), entry)
                                    .ifPresent(prompt -> asked.add(ask(entry, prompt, group, workers))));
                }
            }
            write(before, commits);
            before = asked;
            commits.now();
        }
        write(before, commits);
        commits.atTheEnd();
    }

    private Map<TopicPartition, Long> assign(
            Consumer<String, byte[]> source, WantedGroups wanted, Map<Integer, Long> positions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Extent extent : wanted.extents()) {
            ends.put(extent.partition(), extent.end());
        }
        source.assign(ends.keySet());
        for (Extent extent : wanted.extents()) {
            long done = positions.getOrDefault(extent.partition().partition(), 0L);
            source.seek(extent.partition(), Math.max(extent.first(), done));
        }
        return ends;
    }

    private Asked ask(
            ConsumerRecord<String, byte[]> entry,
            PromptGroup prompt,
            Parts.ScoredGroup group,
            ExecutorService workers) {
        return new Asked(
                entry,
                CompletableFuture.completedFuture(group)
                        .thenComposeAsync(was -> rescorer.ask(prompt, was), workers)
                        .thenApply(now -> Origin.beside(now, group, entry.partition(), entry.offset(), steps)));
    }

    private static void write(List<Asked> asked, Commits commits) throws InterruptedException {
        for (Asked one : asked) {
            commits.write(one.source().partition(), one.source().key(), awaited(one.group()));
        }
    }

    private static Parts.ScoredGroup awaited(CompletableFuture<Parts.ScoredGroup> group) throws InterruptedException {
        try {
            return group.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A group can't be scored again.", e.getCause());
        }
    }
}
