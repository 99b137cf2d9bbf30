package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread follows, another takes what has changed, as between two decode steps. */
class FollowingTest {
    private static final int VERSIONS = 500;
    private static final int SNAPSHOT_EVERY = 23;
    private static final Duration WAIT = Duration.ofMillis(100);

    @Test
    void whatIsTakenIsAlwaysAVersionThatTheLearnerHad(@TempDir Path folder) throws Exception {
        Random random = new Random(3);
        Map<Long, Integer> checksums = new ConcurrentHashMap<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                WeightPress press = new WeightPress(new KafkaClients(broker.bootstrapServers(), Map.of()));
                WeightFollower follower = press.follower();
                Mirror mirror = new Mirror(HostWeights.allocate(WeightPress.LAYOUT));
                HostWeights weights = WeightPress.random(random);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            checksums.put(0L, weights.crc32c());
            press.publish(PreparedWeights.full(weights, 0, 0));
            Future<?> following = threads.submit(() -> {
                while (follower.version() < VERSIONS) {
                    follower.advance(WAIT);
                }
            });
            Future<Integer> taking = threads.submit(() -> {
                int taken = 0;
                while (mirror.versions().isEmpty() || mirror.versions().getLast() < VERSIONS) {
                    if (follower.takeChanges(mirror)) {
                        assertThat(mirror.weights().crc32c())
                                .as("version %d", mirror.versions().getLast())
                                .isEqualTo(checksums.get(mirror.versions().getLast()));
                        taken++;
                    }
                    Thread.onSpinWait();
                }
                return taken;
            });
            // When: versions come that change nothing, little, and more than a list holds
            for (long version = 1; version <= VERSIONS; version++) {
                try (HostWeights base = weights.copy()) {
                    WeightPress.change(weights, random, version % 31 == 0 ? 0.3 : (version % 5) * 0.005);
                    checksums.put(version, weights.crc32c());
                    press.publish(
                            version % SNAPSHOT_EVERY == 0
                                    ? PreparedWeights.full(weights, version, version)
                                    : PreparedWeights.deltaOrFull(
                                            base, version - 1, base.mixSum(), weights, version, version));
                }
            }
            // Then: each that was taken was right, and few were taken whole
            following.get();
            assertThat(taking.get()).isPositive();
            assertThat(mirror.versions()).isSorted().doesNotHaveDuplicates().endsWith((long) VERSIONS);
            assertThat(mirror.replacements()).isLessThan(mirror.versions().size() / 2);
        }
    }
}
