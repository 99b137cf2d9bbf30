package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.record.CommittedEnds;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.Topics;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weight versions through a real broker: published in transactions, followed by a reader that joins early and one
 * that joins late.
 */
class WeightLogTest {
    private static final WeightLayout LAYOUT = WeightPress.LAYOUT;

    @Test
    void followersReachEachVersionAlsoOneThatChangesNothing(@TempDir Path folder) throws Exception {
        Topics topics = new Topics("weights-test");
        RunHeader header = RunHeader.begin(topics).withPen(2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(topics.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
            }
            try (HostWeights base = HostWeights.allocate(LAYOUT);
                    HostWeights next = base.copy();
                    Producer<String, byte[]> producer =
                            clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "learner"));
                    WeightFollower early = new WeightFollower(clients, topics, header, HostWeights.allocate(LAYOUT))) {
                producer.initTransactions();
                // Given a full snapshot, followed as it comes
                commit(producer, topics, header, PreparedWeights.full(base, 0, 0));
                assertThat(taken(early, 0)).containsExactly(0L);
                // When a step changes nothing, a transaction is aborted, and a step changes one value
                commit(producer, topics, header, PreparedWeights.deltaOrFull(base, 0, base.mixSum(), next, 1, 1));
                assertThat(taken(early, 1)).containsExactly(1L);
                next.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) 0x3f80);
                producer.beginTransaction();
                PreparedWeights.full(base, 2, 2).send(producer, topics, header);
                producer.abortTransaction();
                commit(producer, topics, header, PreparedWeights.deltaOrFull(base, 1, base.mixSum(), next, 2, 2));
                // Then both the early and a late follower hold that value under that version
                assertThat(taken(early, 2)).containsExactly(2L);
                try (WeightFollower late = new WeightFollower(clients, topics, header, HostWeights.allocate(LAYOUT))) {
                    assertThat(taken(late, 2)).containsExactly(2L);
                    try (Mirror mirror = new Mirror(HostWeights.allocate(LAYOUT))) {
                        assertThat(late.takeChanges(mirror))
                                .as("nothing is new")
                                .isFalse();
                    }
                }
                // And who looks back stops at each version that he asks for
                try (WeightFollower back = new WeightFollower(clients, topics, header, HostWeights.allocate(LAYOUT))) {
                    for (long version = 0; version <= 2; version++) {
                        back.advanceTo(version);
                        assertThat(back.version()).isEqualTo(version);
                        short expected = version == 2 ? (short) 0x3f80 : 0;
                        assertThat(back.weights().segment().get(ValueLayout.JAVA_SHORT_UNALIGNED, 10))
                                .isEqualTo(expected);
                    }
                    assertThatThrownBy(() -> back.advanceTo(3)).hasMessageContaining("3");
                }
            }
        }
    }

    @Test
    void chunksThatAreNotVisibleYetAreWaitedFor(@TempDir Path folder) throws Exception {
        Topics topics = new Topics("weights-test");
        RunHeader header = RunHeader.begin(topics);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                HostWeights base = HostWeights.allocate(LAYOUT)) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            try (Admin admin = clients.admin()) {
                admin.createTopics(topics.definitions(1, (short) 1, 1 << 20, 1 << 20))
                        .all()
                        .get();
            }
            try (Producer<String, byte[]> learner =
                            clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "learner"));
                    Producer<String, byte[]> other =
                            clients.writer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "other"));
                    WeightFollower follower =
                            new WeightFollower(clients, topics, header, HostWeights.allocate(LAYOUT))) {
                // Given an open transaction before the chunks, which hides them, and not their announcement
                learner.initTransactions();
                other.initTransactions();
                other.beginTransaction();
                other.send(new ProducerRecord<>(topics.weights(), 0, "k", new byte[1]))
                        .get();
                commit(learner, topics, header, PreparedWeights.full(base, 0, 0));
                try (Admin admin = clients.admin()) {
                    CommittedEnds.await(admin, List.of(topics.weightVersions()));
                }
                // When
                CompletableFuture<Void> reached = CompletableFuture.runAsync(() -> follower.advanceTo(0));
                // Then it waits, and goes on when they can be seen
                assertThatThrownBy(() -> reached.get(2, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                other.abortTransaction();
                reached.get(60, TimeUnit.SECONDS);
                assertThat(follower.version()).isZero();
            }
        }
    }

    private static void commit(
            Producer<String, byte[]> producer, Topics topics, RunHeader header, PreparedWeights weights) {
        producer.beginTransaction();
        weights.send(producer, topics, header);
        producer.commitTransaction();
    }

    /** The versions handed over until the follower holds the wanted one. */
    private static List<Long> taken(WeightFollower follower, long wanted) {
        while (follower.version() < wanted) {
            follower.advance(Duration.ofSeconds(1));
        }
        try (Mirror mirror = new Mirror(HostWeights.allocate(LAYOUT))) {
            assertThat(follower.takeChanges(mirror)).isTrue();
            if (wanted == 2) {
                assertThat(mirror.weights().segment().get(ValueLayout.JAVA_SHORT_UNALIGNED, 10))
                        .isEqualTo((short) 0x3f80);
            }
            return mirror.versions();
        }
    }
}
