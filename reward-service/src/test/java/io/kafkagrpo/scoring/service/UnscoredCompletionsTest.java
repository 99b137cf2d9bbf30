package io.kafkagrpo.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.Topics;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups whose completions are gone never end, so a run may not wait for them. */
@Timeout(120)
class UnscoredCompletionsTest {
    private static final Topics TOPICS = new Topics("kept");
    private static final String SERVICE = "kept.reward-service";
    private static final TopicPartition COMPLETIONS = new TopicPartition(TOPICS.completions(), 0);

    @Test
    void completionsMayBeDeletedOnlyOnceTheyAreScored(@TempDir Path folder) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                // Given: four completions, of which nothing is scored
                admin.createTopics(TOPICS.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
                write(clients, TOPICS.completions(), 4);
                assertThatCode(() -> UnscoredCompletions.refuseGone(clients, TOPICS, SERVICE))
                        .doesNotThrowAnyException();

                // When one is deleted, then it is missed
                delete(admin, 1);
                refused(clients, "kept.completions-0 begins at offset 1, but is scored only up to 0:");

                // When three are scored and two deleted, then none is missed
                write(clients, TOPICS.scoredGroups(), 1);
                commit(admin, 3);
                delete(admin, 2);
                assertThatCode(() -> UnscoredCompletions.refuseGone(clients, TOPICS, SERVICE))
                        .doesNotThrowAnyException();

                // When all are deleted, then the fourth is missed
                delete(admin, 4);
                refused(clients, "kept.completions-0 begins at offset 4, but is scored only up to 3:");
            }
        }
    }

    private static void refused(KafkaClients clients, String sentence) {
        Throwable refusal = catchThrowable(() -> UnscoredCompletions.refuseGone(clients, TOPICS, SERVICE));
        assertThat(refusal).isNotNull();
        assertThat(Failures.exitCode(refusal)).isEqualTo(ExitCode.DATA);
        assertThat(Failures.sentence(refusal)).startsWith(sentence).contains("kafka.keep.completions");
    }

    private static void write(KafkaClients clients, String topic, int count) throws Exception {
        try (Producer<String, byte[]> producer = clients.writer(Map.of())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, "key", new byte[10])).get();
            }
        }
    }

    private static void delete(Admin admin, long before) throws Exception {
        admin.deleteRecords(Map.of(COMPLETIONS, RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    private static void commit(Admin admin, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(SERVICE, Map.of(COMPLETIONS, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
