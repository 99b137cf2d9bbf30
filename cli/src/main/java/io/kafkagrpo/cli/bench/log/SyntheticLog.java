package io.kafkagrpo.cli.bench.log;

import com.google.protobuf.MessageLite;
import io.kafkagrpo.keep.Keeping;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.RunSettings;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Creates a run's topics and writes records into them, as its services would. */
public final class SyntheticLog implements AutoCloseable {
    private final Topics topics;
    private final RunHeader header;
    private final Producer<String, byte[]> writer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private SyntheticLog(Topics topics, Producer<String, byte[]> writer) {
        this.topics = topics;
        this.header = RunHeader.begin(topics);
        this.writer = writer;
    }

    /**
     * A log whose run has begun.
     *
     * @param partitions of the topics that have several
     * @param largestGroupBytes the largest scored group
     * @param startedAtMs when the run began
     */
    public static SyntheticLog begin(
            KafkaClients clients,
            Topics topics,
            RunSettings settings,
            int partitions,
            int largestGroupBytes,
            long startedAtMs)
            throws InterruptedException {
        return begin(
                clients,
                topics,
                settings,
                new Topics.Partitions(partitions, partitions),
                largestGroupBytes,
                startedAtMs,
                "");
    }

    /**
     * The same, for generators, which ask whether their model's files are those of the run.
     *
     * @param modelHash fingerprint of the model's files
     */
    public static SyntheticLog begin(
            KafkaClients clients,
            Topics topics,
            RunSettings settings,
            Topics.Partitions partitions,
            int largestGroupBytes,
            long startedAtMs,
            String modelHash)
            throws InterruptedException {
        try (Admin admin = clients.admin()) {
            KafkaClients.answer(admin.createTopics(
                            topics.definitions(partitions, (short) 1, largestGroupBytes, 0, Keeping.EVERYTHING))
                    .all());
        }
        SyntheticLog log = new SyntheticLog(topics, clients.writer(Map.of()));
        log.event(StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .setRunId(topics.run())
                        .putAllConfiguration(settings.shared())
                        .setModelHash(modelHash)
                        .setRunHeader(log.header.run())
                        .setStartedAtMs(startedAtMs))
                .build());
        return log;
    }

    /** Writes an event of the run. */
    public void event(StepEvent event) {
        send(topics.steps(), null, topics.run(), event);
    }

    /** Writes a record; into the partition of its key where none is named. */
    public void send(String topic, @Nullable Integer partition, String key, MessageLite value) {
        Future<RecordMetadata> _ =
                writer.send(header.record(topic, partition, key, value.toByteArray()), (_, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
    }

    /**
     * Waits until all of it is in the log.
     *
     * @throws KafkaException if a record isn't
     */
    @Override
    public void close() {
        writer.close();
        Exception failed = failure.get();
        if (failed != null) {
            throw new KafkaException("A record of the bench can't be written.", failed);
        }
    }
}
