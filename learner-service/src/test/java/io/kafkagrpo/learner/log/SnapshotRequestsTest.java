package io.kafkagrpo.learner.log;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotRequestsTest {
    private static final Topics TOPICS = new Topics("run");
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    private final MockProducer<String, byte[]> log =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final HostWeights weights = HostWeights.read(MINI, ModelConfig.read(MINI));
    private final SnapshotRequests requests = new SnapshotRequests();
    private final long now = System.nanoTime();

    @AfterEach
    void close() {
        log.close();
        weights.close();
    }

    @Test
    void oneSnapshotAnswersAllWhoHaveNotReadItsAnnouncement() {
        // Given a snapshot that is announced at offset 0
        send(snapshot());
        // When two generators that have read it ask
        requests.ask("a", 1);
        requests.ask("b", 1);
        // Then one snapshot is due, and while it is on its way no other
        assertThat(requests.isAsked(now)).isTrue();
        PreparedWeights answer = snapshot();
        assertThat(requests.isAsked(now)).isFalse();
        requests.ask("a", 1);
        assertThat(requests.isAsked(now)).isFalse();
        send(answer);
        // and what was asked before it came is answered by it
        requests.ask("b", 1);
        assertThat(requests.isAsked(now + SnapshotRequests.REST.toNanos())).isFalse();
    }

    @Test
    void whoCantReadTheAnswerEitherIsHeardAgainAfterARest() {
        // Given a request that was answered, at offset 1
        send(snapshot());
        requests.ask("a", 1);
        send(snapshot());
        // When it has read that, too, and asks again
        requests.ask("a", 2);
        // Then
        assertThat(requests.isAsked(now)).isFalse();
        assertThat(requests.isAsked(now + SnapshotRequests.REST.toNanos())).isTrue();
    }

    @Test
    void aSnapshotThatNobodyAskedForIsAnAnswerToo() {
        send(snapshot());
        requests.ask("a", 1);
        assertThat(requests.isAsked(now)).isTrue();
        send(snapshot());
        assertThat(requests.isAsked(now + SnapshotRequests.REST.toNanos())).isFalse();
    }

    private PreparedWeights snapshot() {
        PreparedWeights snapshot = PreparedWeights.full(weights, 0, 0);
        requests.answered(snapshot, now);
        return snapshot;
    }

    private void send(PreparedWeights snapshot) {
        snapshot.send(log, TOPICS, RunHeader.NONE);
    }
}
