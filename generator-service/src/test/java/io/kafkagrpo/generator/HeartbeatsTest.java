package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.TopicFollower;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.weights.PreparedWeights;
import io.kafkagrpo.weights.WeightFollower;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a generator says of itself, over a real broker; the test is the learner. */
class HeartbeatsTest {
    private static final Topics TOPICS = new Topics("run");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS);
    private static final ModelConfig MODEL = ModelConfig.read(LoopFixture.MINI);

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder, 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        try (Admin admin = clients.admin()) {
            admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aGeneratorWhoseChainIsBrokenAsksForASnapshotUntilOneComes() throws Exception {
        GeneratorProgress progress = new GeneratorProgress();
        try (HostWeights weights = HostWeights.read(LoopFixture.MINI, MODEL);
                Producer<String, byte[]> learner = clients.writer(Map.of());
                TopicFollower said = new TopicFollower(clients, TOPICS.heartbeats());
                Heartbeats heartbeats = Heartbeats.start(
                        clients.writer(Heartbeats.IMPATIENT), TOPICS, HEADER, () -> heartbeat(progress))) {
            progress.onChange(heartbeats::wake);
            // Given a first version, and a second one whose bytes are not there
            PreparedWeights.full(weights, 0, 0).send(learner, TOPICS, HEADER);
            WeightVersion broken = WeightVersion.newBuilder()
                    .setVersion(1)
                    .setKind(WeightKind.DELTA)
                    .setFirstOffset(0)
                    .setLastOffset(0)
                    .setChunkCount(1)
                    .setPayloadBytes(10)
                    .build();
            learner.send(HEADER.record(TOPICS.weightVersions(), 0, "1", broken.toByteArray()))
                    .get();
            try (WeightThread following = WeightThread.start(
                    new WeightFollower(clients, TOPICS, HEADER, HostWeights.allocate(WeightLayout.of(MODEL))),
                    progress)) {
                // Then it says how far it has read
                Heartbeat asking = await(said, Heartbeat::hasWantsSnapshotFrom);
                assertThat(asking.getWantsSnapshotFrom()).isEqualTo(2);
                assertThat(asking.getNewestVersion()).isEqualTo(1);
                // When the second version comes whole
                PreparedWeights.full(weights, 1, 1).send(learner, TOPICS, HEADER);
                learner.flush();
                // Then it asks no more
                await(said, heartbeat -> !heartbeat.hasWantsSnapshotFrom());
                assertThat(following).isNotNull();
            }
        }
    }

    private static Heartbeat heartbeat(GeneratorProgress progress) {
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setGeneratorId("gpu-1")
                .setNewestVersion(progress.weights().newest());
        long from = progress.weights().wantsSnapshotFrom();
        return from < 0
                ? heartbeat.build()
                : heartbeat.setWantsSnapshotFrom(from).build();
    }

    private static Heartbeat await(TopicFollower said, Predicate<Heartbeat> wanted) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (System.nanoTime() < end) {
            for (var entry : said.next(Duration.ofMillis(100))) {
                assertThat(HEADER.objection(entry.headers())).isNull();
                Heartbeat heartbeat = Heartbeat.parseFrom(entry.value());
                if (wanted.test(heartbeat)) {
                    return heartbeat;
                }
            }
        }
        throw new AssertionError("Nothing of it was said.");
    }
}
