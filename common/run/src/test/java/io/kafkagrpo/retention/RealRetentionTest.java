package io.kafkagrpo.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.broker.ImpatientBroker;
import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.keep.Keeping;
import io.kafkagrpo.record.GroupReference;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.PartitionReader;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kafka itself deletes, by the settings that topics are created with. */
@Timeout(120)
class RealRetentionTest {
    private static final Topics TOPICS = new Topics("r");
    private static final int GROUPS = 60;
    private static final int GROUP_BYTES = 1_000_000;
    private static final long KEPT_BYTES = 20L * GROUP_BYTES;

    @Test
    void theOldestGoesAndWhatIsKeptForEverStays(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = ImpatientBroker.start(folder)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            // Given: a run that keeps 20 MB of scored groups and a day of completions, and has sixty steps of 1 MB
            create(clients, new Keeping(new Keep.For(Duration.ofDays(1)), new Keep.UpTo(KEPT_BYTES), null));
            Instant twoDaysAgo = Instant.now().minus(Duration.ofDays(2));
            try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
                send(producer, TOPICS.steps(), twoDaysAgo, started());
                for (int number = 1; number <= GROUPS; number++) {
                    send(producer, TOPICS.scoredGroups(), Instant.now(), new byte[GROUP_BYTES]);
                    send(producer, TOPICS.completions(), twoDaysAgo, new byte[10]);
                    send(producer, TOPICS.prompts(), twoDaysAgo, new byte[10]);
                    send(producer, TOPICS.steps(), twoDaysAgo, step(number));
                }
            }
            try (PartitionReader reader = new PartitionReader(clients)) {
                // When: Kafka has deleted, of the completions all
                await(reader, TOPICS.completions(), GROUPS);
                long first = await(reader, TOPICS.scoredGroups(), 1);
                // Then: of the groups at least what was asked for is there
                assertThat((GROUPS - first) * GROUP_BYTES).isGreaterThanOrEqualTo(KEPT_BYTES);
                KeptGroups kept = KeptGroups.of(reader, TOPICS);
                assertThat(kept.isGone(reference(first - 1))).isTrue();
                assertThat(kept.objection(1, "x"))
                        .hasValueSatisfying(sentence -> assertThat(sentence)
                                .startsWith("The groups of training steps up to ")
                                .contains(" are gone from r.scored-groups, as kafka.keep.scored-groups ('20MB')"
                                        + " asks, so x;"));
                assertThat(kept.isGone(reference(GROUPS - 1))).isFalse();
                assertThat(kept.objection(GROUPS, "x")).isEmpty();
                // and all of what is kept for ever, as old as it is
                assertThat(extent(reader, TOPICS.prompts()).first()).isZero();
                assertThat(extent(reader, TOPICS.steps()).first()).isZero();
            }
        }
    }

    private static void create(KafkaClients clients, Keeping keeping) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createTopics(TOPICS.definitions(
                            new Topics.Partitions(1, 1), (short) 1, 2 * GROUP_BYTES, 1 << 20, keeping))
                    .all()
                    .get();
        }
    }

    /** The first offset, once it is so high. */
    private static long await(PartitionReader reader, String topic, long least) {
        Extent extent = extent(reader, topic);
        while (extent.first() < least) {
            extent = extent(reader, topic); // Kafka has no call that waits for a deletion
        }
        return extent.first();
    }

    private static Extent extent(PartitionReader reader, String topic) {
        return reader.extents(topic).getFirst();
    }

    private static StepEvent started() {
        return StepEvent.newBuilder()
                .setRunStarted(RunStarted.newBuilder().putConfiguration("kafka.keep.scored-groups", "20MB"))
                .build();
    }

    private static StepEvent step(int number) {
        return StepEvent.newBuilder()
                .setTrainingStep(TrainingStep.newBuilder().setStep(number).addUsed(reference(number - 1)))
                .build();
    }

    private static GroupReference reference(long offset) {
        return GroupReference.newBuilder().setOffset(offset).build();
    }

    private static void send(Producer<String, byte[]> producer, String topic, Instant at, Message message)
            throws Exception {
        send(producer, topic, at, message.toByteArray());
    }

    private static void send(Producer<String, byte[]> producer, String topic, Instant at, byte[] value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), "key", value))
                .get();
    }
}
