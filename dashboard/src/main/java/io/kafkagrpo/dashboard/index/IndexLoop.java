package io.kafkagrpo.dashboard.index;

import io.kafkagrpo.dashboard.index.IndexState.RunProgress;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics of a cluster's runs and keeps the index. Of every run it reads the steps; of the runs that
 * somebody looks at, the groups too. One consumer and one batch in memory, however many runs there are.
 */
public final class IndexLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long LOOK_FOR_RUNS_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Map<String, Object> BOUNDED = Map.of(
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);

    private final KafkaClients clients;
    private final IndexDatabase database;
    private final IndexState state;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Map<String, RunIntake> runs = new HashMap<>();
    private final Map<TopicPartition, RunIntake> followed = new LinkedHashMap<>();
    private final Map<String, Long> read = new HashMap<>();

    public IndexLoop(KafkaClients clients, IndexDatabase database, IndexState state) {
        this.clients = clients;
        this.database = database;
        this.state = state;
    }

    /**
     * Reads until it is stopped, or until the log or the index can't be used, which
     * {@link IndexState#trouble} then tells.
     */
    @Override
    public void run() {
        try (Consumer<String, byte[]> consumer = clients.reader(BOUNDED);
                IndexWriter index = new IndexWriter(database)) {
            long lastLook = System.nanoTime() - LOOK_FOR_RUNS_NANOS;
            while (stopping.getCount() > 0) {
                if (System.nanoTime() - lastLook >= LOOK_FOR_RUNS_NANOS) {
                    look(consumer);
                    lastLook = System.nanoTime();
                }
                if (followed.isEmpty()) {
                    var _ = stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    take(consumer.poll(POLL), consumer, index);
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (KafkaException | IndexException e) {
            state.end(e.getMessage() + " What is shown was read before; start the dashboard again.");
            LOG.error("Nothing more is read.", e);
        } catch (Throwable e) {
            // whatever ends this thread: a page that no longer grows must say so
            state.end("The index met a defect (%s); its log has more. Start the dashboard again.".formatted(e));
            LOG.error("Nothing more is read.", e);
            if (e instanceof Error error) {
                throw error;
            }
        }
    }

    /** Ends the loop after what it is at. */
    public void stop() {
        stopping.countDown();
    }

    /** Follows what is new: runs of the cluster, and topics of runs that have begun. */
    private void look(Consumer<String, byte[]> consumer) {
        Map<String, List<PartitionInfo>> topics;
        try {
            topics = consumer.listTopics(Duration.ofSeconds(10));
        } catch (RetriableException notNow) {
            state.setTrouble("Kafka at %s does not answer; what is shown was read before."
                    .formatted(clients.bootstrapServers()));
            return;
        }
        List<TopicPartition> found = new ArrayList<>();
        topics.keySet()
                .forEach(topic -> Topics.runOfSteps(topic)
                        .filter(IndexLoop::isName)
                        .ifPresent(run -> follow(topics, run, found)));
        state.setTrouble(gone(topics).orElse(null));
        if (!found.isEmpty()) {
            consumer.assign(followed.keySet());
            consumer.seekToBeginning(found);
        }
        tell(consumer);
    }

    private static boolean isName(String run) {
        return Keys.RUN.parser().apply(run) != null;
    }

    /** Names runs whose records no longer come, for their topics were deleted. */
    private Optional<String> gone(Map<String, List<PartitionInfo>> topics) {
        String names = runs.values().stream()
                .map(intake -> intake.topics().steps())
                .filter(steps -> !topics.containsKey(steps))
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Kafka has no topic %s any more; what is shown of it was read before. Start the dashboard again to see what is there now."
                                .formatted(names));
    }

    private void follow(Map<String, List<PartitionInfo>> topics, String run, List<TopicPartition> found) {
        RunIntake intake = runs.computeIfAbsent(run, name -> new RunIntake(new Topics(name)));
        follow(topics, intake.topics().steps(), intake, found);
        if (intake.hasBegun() && state.isWanted(run)) {
            intake.furtherTopics().forEach(further -> follow(topics, further, intake, found));
        }
    }

    private void follow(
            Map<String, List<PartitionInfo>> topics, String topic, RunIntake intake, List<TopicPartition> found) {
        for (PartitionInfo info : topics.getOrDefault(topic, List.of())) {
            TopicPartition partition = new TopicPartition(topic, info.partition());
            if (followed.putIfAbsent(partition, intake) == null) {
                found.add(partition);
            }
        }
    }

    private void take(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer, IndexWriter index) {
        for (TopicPartition partition : records.partitions()) {
            // nothing is assigned but what is followed
            RunIntake intake = Objects.requireNonNull(followed.get(partition), partition::toString);
            List<ConsumerRecord<String, byte[]>> entries = records.records(partition);
            entries.forEach(entry -> intake.take(entry, index));
            read.merge(intake.topics().run(), (long) entries.size(), Long::sum);
        }
        index.commit();
        tell(consumer);
    }

    private void tell(Consumer<String, byte[]> consumer) {
        Map<String, Long> left = new HashMap<>();
        followed.forEach((partition, intake) -> {
            // what is known of the end; a partition that was never asked for has all before it
            long lag = consumer.currentLag(partition).orElse(1);
            left.merge(intake.topics().run(), lag, Long::sum);
        });
        runs.forEach((run, intake) -> state.set(
                run,
                new RunProgress(
                        read.getOrDefault(run, 0L),
                        left.getOrDefault(run, 0L),
                        intake.foreign(),
                        followed.containsKey(new TopicPartition(intake.topics().scoredGroups(), 0)))));
    }
}
