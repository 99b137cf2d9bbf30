package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFingerprint;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.OwnRecords;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.weights.PreparedWeights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The log of a run as a learner writes it, with real weights: those of the built-in model, of which step n changes
 * 1000·n. Versions 0 and 4 are full snapshots.
 */
final class WeightRun {
    static final Path MINI =
            Installation.ofThisProcess().configFolder().resolve("models/mini").normalize();

    static final int VERSIONS = 7;
    private static final int SNAPSHOT = 4;

    private final KafkaClients clients;
    private final Topics topics;
    private final RunHeader header;
    /** SHA-256 of the weights of each version. */
    private final List<String> digests = new ArrayList<>();

    private final HostWeights newest = HostWeights.read(MINI, ModelConfig.read(MINI));

    private WeightRun(KafkaClients clients, String name) {
        this.clients = clients;
        this.topics = new Topics(name);
        this.header = RunHeader.begin(topics);
    }

    static WeightRun write(KafkaClients clients, String name) throws Exception {
        WeightRun run = new WeightRun(clients, name);
        try (Admin admin = clients.admin()) {
            admin.createTopics(run.topics.definitions(1, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
        try (Producer<String, byte[]> producer = run.learner()) {
            run.commit(producer, run.started(), PreparedWeights.full(run.newest, 0, 0));
            run.digests.add(run.newest.sha256());
            for (int step = 1; step < VERSIONS; step++) {
                try (HostWeights base = run.newest.copy()) {
                    run.change(1000 * step);
                    run.commit(
                            producer,
                            step(step),
                            step == SNAPSHOT
                                    ? PreparedWeights.full(run.newest, step, step)
                                    : PreparedWeights.deltaOrFull(
                                            base, step - 1, base.mixSum(), run.newest, step, step));
                }
                run.digests.add(run.newest.sha256());
            }
        }
        return run;
    }

    String name() {
        return topics.run();
    }

    String sha256(int version) {
        return digests.get(version);
    }

    /** As retention does: chunks from the topic's beginning on, those of {@code version} as the last. */
    void deleteUpTo(long version) throws Exception {
        long end = announced(version).getLastOffset() + 1;
        try (Admin admin = clients.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition(topics.weights(), 0), RecordsToDelete.beforeOffset(end)))
                    .all()
                    .get();
        }
    }

    /** As a learner does that starts again. */
    void publishNewestOnceMore() {
        try (Producer<String, byte[]> producer = learner()) {
            producer.beginTransaction();
            PreparedWeights.full(newest, VERSIONS - 1, VERSIONS - 1).send(producer, topics, header);
            producer.commitTransaction();
        }
    }

    /** Announces a version anew, with other words and a header of choice. */
    void announce(WeightVersion version, RunHeader as) throws Exception {
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            producer.send(as.record(
                            topics.weightVersions(), 0, Long.toString(version.getVersion()), version.toByteArray()))
                    .get();
        }
    }

    RunHeader header() {
        return header;
    }

    /** What the log says of a version. */
    WeightVersion announced(long number) {
        Map<Long, WeightVersion> announced = new TreeMap<>();
        new TopicReader(clients)
                .readAll(
                        topics.weightVersions(),
                        WeightVersion.getDefaultInstance(),
                        new OwnRecords(header),
                        version -> announced.put(version.getVersion(), version));
        return Objects.requireNonNull(announced.get(number), "the version was announced");
    }

    private void change(int values) {
        MemorySegment segment = newest.segment();
        for (long i = 0; i < values; i++) {
            long at = Short.BYTES * (i * 37);
            short value = segment.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
            segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) (value ^ 1));
        }
    }

    private Producer<String, byte[]> learner() {
        Producer<String, byte[]> producer =
                clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.run() + ".learner"));
        producer.initTransactions();
        return producer;
    }

    private void commit(Producer<String, byte[]> producer, StepEvent event, PreparedWeights weights) {
        producer.beginTransaction();
        weights.send(producer, topics, header);
        var _ = producer.send(header.record(topics.steps(), 0, topics.run(), event.toByteArray()));
        producer.commitTransaction();
    }

    private StepEvent started() {
        return StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder()
                        .setRunId(topics.run())
                        .setRunHeader(header.run())
                        .setModelHash(ModelFingerprint.of(MINI))
                        .putAllModelFileHashes(ModelFingerprint.ofFiles(MINI)))
                .build();
    }

    private static StepEvent step(int step) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder()
                        .setStep(step)
                        .setVersionIn(step - 1)
                        .setVersionOut(step)
                        .setFinishedAtMs(System.currentTimeMillis()))
                .build();
    }
}
