package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.record.WeightVersion;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's records before, between and behind the chunks of a version, and among the announcements. */
@Timeout(120)
class ForeignChunksTest {
    /** Large enough for two chunks. */
    private static final WeightLayout LAYOUT = WeightLayout.of(
            new ModelConfig("qwen2", 256, 24, 1, 2, 1, 8, 6000, 1e4, 1e-6, true, true, false, 64, null));

    private static final Topics TOPICS = new Topics("foreign");
    private static final RunHeader HEADER = RunHeader.begin(TOPICS).withPen(1);

    @TempDir
    private Path folder;

    @Test
    void theRunsOwnChunksAddUpAndWhatIsMissingIsNamed() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                HostWeights base = HostWeights.allocate(LAYOUT)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
            }
            base.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) 0x3f80);
            List<ProducerRecord<String, byte[]>> own =
                    WeightPress.records(PreparedWeights.full(base, 0, 0), TOPICS, HEADER);
            assertThat(own).hasSize(3);
            List<byte @Nullable []> strangers = strangers(own);
            try (Producer<String, byte[]> writer = clients.writer(Map.of())) {
                // Given every kind of foreign record around the chunks and the announcement, under the version's
                // key
                put(writer, TOPICS.weights(), strangers);
                writer.send(own.get(0)).get();
                put(writer, TOPICS.weights(), strangers);
                writer.send(own.get(1)).get();
                put(writer, TOPICS.weights(), strangers);
                put(writer, TOPICS.weightVersions(), strangers);
                WeightVersion announced = WeightVersion.parseFrom(own.get(2).value()).toBuilder()
                        .setFirstOffset(strangers.size())
                        .setLastOffset(2L * strangers.size() + 1)
                        .build();
                announce(writer, announced);
                put(writer, TOPICS.weightVersions(), strangers);
                // Then the run's own add up
                try (WeightFollower follower = follower(clients)) {
                    follower.advanceTo(0);
                    assertThat(follower.weights().crc32c()).isEqualTo(base.crc32c());
                }
                // When a version is announced of which a chunk is missing, then it is named with the place where it
                // lay
                announce(
                        writer,
                        announced.toBuilder()
                                .setVersion(1)
                                .setLastOffset(strangers.size())
                                .build());
                try (WeightFollower follower = follower(clients)) {
                    assertThatThrownBy(() -> follower.advanceTo(1))
                            .isInstanceOf(WeightLogException.class)
                            .hasMessageContaining(
                                    "Chunk 0 of weight version 1 is gone from foreign.weights, where it lay");
                }
            }
        }
    }

    /**
     * Tombstone, garbage, an empty value, the run's own records without its header, one of another topic, halves, a
     * huge one.
     */
    private static List<byte @Nullable []> strangers(List<ProducerRecord<String, byte[]>> own) {
        byte[] chunk = Arrays.copyOf(own.get(0).value(), 1 << 20);
        byte[] step = StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(1))
                .build()
                .toByteArray();
        byte[] version = own.get(2).value();
        return Arrays.asList(
                null,
                new byte[] {0x7f, 0x7f},
                new byte[0],
                version,
                step,
                Arrays.copyOf(version, version.length - 2),
                Arrays.copyOf(chunk, 900_000));
    }

    private static void put(Producer<String, byte[]> writer, String topic, List<byte @Nullable []> values)
            throws Exception {
        for (byte[] value : values) {
            writer.send(new ProducerRecord<>(topic, 0, "0", value)).get();
        }
    }

    private static void announce(Producer<String, byte[]> writer, WeightVersion version) throws Exception {
        writer.send(HEADER.record(
                        TOPICS.weightVersions(), 0, Long.toString(version.getVersion()), version.toByteArray()))
                .get();
    }

    private static WeightFollower follower(KafkaClients clients) {
        return new WeightFollower(clients, TOPICS, HEADER, HostWeights.allocate(LAYOUT));
    }
}
