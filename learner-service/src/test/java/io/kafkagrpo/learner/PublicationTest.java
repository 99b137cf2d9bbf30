package io.kafkagrpo.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.weights.PreparedWeights;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    @Test
    void theNextVersionIsWholeForWhoeverAsksAndTheOneAfterItIsNot() {
        try (HostWeights initial = HostWeights.read(MINI, ModelConfig.read(MINI));
                Publication publication = new Publication(initial, 100);
                MockProducer<String, byte[]> log =
                        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer())) {
            // Given version 0, announced at offset 0
            send(publication.whole(), log);
            // When a generator that has read it asks
            publication.requests().ask("gpu-1", 1);
            // Then
            assertThat(next(publication, log).isFull()).isTrue();
            assertThat(next(publication, log).isFull()).isFalse();
        }
    }

    private static PreparedWeights next(Publication publication, MockProducer<String, byte[]> log) {
        publication.take(ScriptedTrainer.open(publication.newest()));
        PreparedWeights prepared = publication.prepare();
        send(prepared, log);
        publication.committed();
        return prepared;
    }

    private static void send(PreparedWeights weights, MockProducer<String, byte[]> log) {
        weights.send(log, new Topics("run"), RunHeader.NONE);
    }
}
