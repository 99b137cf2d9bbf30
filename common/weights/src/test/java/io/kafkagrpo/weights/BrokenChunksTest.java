package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.WeightVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chunks that were damaged on their way: no weights come of them that the learner didn't have, and the next
 * snapshot mends it. More of them with {@code -Dmutations=10000}.
 */
class BrokenChunksTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 200);
    private static final Duration WAIT = Duration.ofMillis(500);

    private EmbeddedBroker broker;
    private WeightPress press;
    private WeightFollower follower;
    private Mirror mirror;

    /** What happens to chunks. */
    private enum Damage {
        FLIP {
            @Override
            List<byte[]> of(List<byte[]> chunks, Random random) {
                List<byte[]> damaged = copies(chunks);
                byte[] one = damaged.get(random.nextInt(damaged.size()));
                one[random.nextInt(one.length)] ^= (byte) (1 << random.nextInt(8));
                return damaged;
            }
        },
        TRUNCATE {
            @Override
            List<byte[]> of(List<byte[]> chunks, Random random) {
                List<byte[]> damaged = copies(chunks);
                int index = random.nextInt(damaged.size());
                damaged.set(index, Arrays.copyOf(damaged.get(index), random.nextInt(damaged.get(index).length)));
                return damaged;
            }
        },
        REORDER {
            @Override
            List<byte[]> of(List<byte[]> chunks, Random random) {
                List<byte[]> damaged = copies(chunks);
                int index = random.nextInt(damaged.size() - 1);
                damaged.add(index, damaged.remove(index + 1));
                return damaged;
            }
        },
        DUPLICATE {
            @Override
            List<byte[]> of(List<byte[]> chunks, Random random) {
                List<byte[]> damaged = copies(chunks);
                int index = random.nextInt(damaged.size() - 1); // behind the last one nothing more is read
                damaged.add(index, damaged.get(index));
                return damaged;
            }
        },
        LOSE {
            @Override
            List<byte[]> of(List<byte[]> chunks, Random random) {
                List<byte[]> damaged = copies(chunks);
                damaged.remove(random.nextInt(damaged.size()));
                return damaged;
            }
        };

        abstract List<byte[]> of(List<byte[]> chunks, Random random);

        private static List<byte[]> copies(List<byte[]> chunks) {
            return new ArrayList<>(chunks.stream().map(byte[]::clone).toList());
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        broker = EmbeddedBroker.start(folder, 0);
        press = new WeightPress(new KafkaClients(broker.bootstrapServers(), Map.of()));
        follower = press.follower();
        mirror = new Mirror(HostWeights.allocate(WeightPress.LAYOUT));
    }

    @AfterEach
    void stop() {
        mirror.close();
        follower.close();
        press.close();
        broker.close();
    }

    @Test
    void noDamagedVersionIsTakenAndTheNextSnapshotMendsIt() throws Exception {
        Random random = new Random(11);
        Map<Damage, Integer> refused = new EnumMap<>(Damage.class);
        try (HostWeights weights = WeightPress.random(random)) {
            press.publish(PreparedWeights.full(weights, 0, 0));
            reach(0);
            for (long round = 0; round < MUTATIONS; round++) {
                // Given: a version whose chunks are damaged, of either kind
                Damage damage = Damage.values()[random.nextInt(Damage.values().length)];
                long version = 2 * round + 1;
                int before = weights.crc32c();
                PreparedWeights next;
                try (HostWeights base = weights.copy()) {
                    WeightPress.change(weights, random, 0.05);
                    next = random.nextBoolean()
                            ? PreparedWeights.deltaOrFull(base, version - 1, base.mixSum(), weights, version, version)
                            : PreparedWeights.full(weights, version, version);
                    press.publish(next, chunks -> damage.of(chunks, random));
                }
                // When, Then: it is refused with a sentence, and the version at hand stays whole
                assertThatThrownBy(() -> advance())
                        .as("%s of %d", damage, version)
                        .isInstanceOf(WeightLogException.class);
                refused.merge(damage, 1, Integer::sum);
                assertThat(follower.version()).isEqualTo(version - 1);
                assertThat(follower.weights().crc32c()).isEqualTo(before);
                // When, Then: the next snapshot is taken
                press.publish(PreparedWeights.full(weights, version + 1, version + 1));
                reach(version + 1);
                assertThat(mirror.weights().crc32c()).isEqualTo(weights.crc32c());
            }
        }
        assertThat(refused.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(MUTATIONS);
        assertThat(refused).hasSameSizeAs(Damage.values());
    }

    @Test
    void whatBuildsOnABrokenVersionWaitsUntilThatIsAnnouncedAnew() throws Exception {
        Random random = new Random(5);
        try (HostWeights first = WeightPress.random(random);
                HostWeights second = first.copy();
                HostWeights third = first.copy()) {
            WeightPress.change(second, random, 0.02);
            third.segment().copyFrom(second.segment());
            WeightPress.change(third, random, 0.02);
            // Given: the middle one of three is damaged
            press.publish(PreparedWeights.full(first, 0, 0));
            press.publish(
                    PreparedWeights.deltaOrFull(first, 0, first.mixSum(), second, 1, 1),
                    chunks -> Damage.TRUNCATE.of(chunks, random));
            press.publish(PreparedWeights.deltaOrFull(second, 1, second.mixSum(), third, 2, 2));
            // When, Then: the first is reached, and why no other is said each time
            reachAtLeast(0);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> advance())
                        .isInstanceOf(WeightLogException.class)
                        .hasMessageContaining("weight version 1");
            }
            assertThat(follower.version()).isZero();
            // When: a learner that starts again writes it anew, whole
            press.publish(PreparedWeights.full(second, 1, 1));
            // Then: what builds on it can be read too
            reach(2);
            assertThat(mirror.weights().crc32c()).isEqualTo(third.crc32c());
        }
    }

    @Test
    void anAnnouncementThatMakesNoSenseIsRefusedToo() throws Exception {
        Random random = new Random(6);
        List<UnaryOperator<WeightVersion.Builder>> damages = List.of(
                announced -> announced.setBaseVersion(announced.getVersion()),
                announced -> announced.setBaseVersion(announced.getVersion() + 1),
                announced -> announced.setBaseVersion(-5),
                announced -> announced.setPayloadBytes(-1),
                announced -> announced.setPayloadBytes(Long.MAX_VALUE),
                announced -> announced.setPayloadBytes(1),
                announced -> announced.setChunkCount(announced.getChunkCount() + 1),
                announced -> announced.setChunkCount(0),
                announced -> announced.setFirstOffset(announced.getLastOffset()),
                announced -> announced.setFirstOffset(-1),
                announced -> announced.setFirstOffset(announced.getLastOffset() + 1),
                announced -> announced.setLastOffset(1L << 40),
                announced -> announced.setChunkCount(-1),
                announced -> announced.setPayloadCrc32C(1),
                announced -> announced.setWeightsSum(1),
                announced -> announced.clearWeightsSum().setWeightsCrc32C(1));
        try (HostWeights weights = WeightPress.random(random)) {
            press.publish(PreparedWeights.full(weights, 0, 0));
            reach(0);
            for (int i = 0; i < damages.size(); i++) {
                long version = 2L * i + 1;
                try (HostWeights base = weights.copy()) {
                    WeightPress.change(weights, random, 0.01);
                    press.publish(
                            PreparedWeights.deltaOrFull(base, version - 1, base.mixSum(), weights, version, version),
                            chunks -> chunks,
                            damages.get(i));
                    assertThatThrownBy(() -> advance()).as("damage %d", i).isInstanceOf(WeightLogException.class);
                    assertThat(follower.weights().crc32c()).isEqualTo(base.crc32c());
                }
                press.publish(PreparedWeights.full(weights, version + 1, version + 1));
                reach(version + 1);
            }
        }
    }

    /** Until something is announced. */
    private void advance() {
        while (!follower.advance(WAIT)) {
            Thread.onSpinWait();
        }
    }

    private void reachAtLeast(long version) {
        while (follower.version() < version) {
            try {
                follower.advance(WAIT);
            } catch (WeightLogException refused) { // of what comes behind it
                assertThat(refused).hasMessageContaining("weight version " + (version + 1));
            }
        }
    }

    private void reach(long version) {
        while (follower.version() < version) {
            follower.advance(WAIT);
        }
        assertThat(follower.takeChanges(mirror)).isTrue();
        assertThat(mirror.versions().getLast()).isEqualTo(version);
    }
}
