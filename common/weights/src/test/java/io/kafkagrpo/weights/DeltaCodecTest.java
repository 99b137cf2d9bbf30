package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightLayout;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaCodecTest {
    private static final WeightLayout LAYOUT =
            WeightLayout.of(new ModelConfig("qwen2", 16, 24, 2, 2, 1, 8, 50, 1e4, 1e-6, true, true, false, 64, null));

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, 0.01, 0.3})
    void aDeltaTurnsTheBaseIntoTheNextVersionBitForBit(double changedFraction) {
        // Given
        Random random = new Random(42);
        try (HostWeights base = randomWeights(random);
                HostWeights next = base.copy()) {
            long changes = change(next, random, changedFraction);
            // When
            DeltaCodec.Delta delta = DeltaCodec.encode(base, next).orElseThrow();
            WeightChanges decoded = DeltaCodec.decode(delta.payload(), LAYOUT.valueCount());
            HostWeights before = base.copy();
            WeightChanges back = decoded.applyTo(base);
            // Then
            assertThat(delta.changedValues()).isEqualTo(changes);
            assertThat(base.segment().mismatch(next.segment())).isEqualTo(-1);
            assertThat((long) decoded.size()).isEqualTo(changes);
            // And what was undone is as it was
            back.applyTo(base);
            assertThat(base.segment().mismatch(before.segment())).isEqualTo(-1);
            before.close();
        }
    }

    @Test
    void aDeltaSaysWhereAndWhat() {
        try (HostWeights base = randomWeights(new Random(1));
                HostWeights next = base.copy()) {
            int last = LAYOUT.tensors().size() - 1;
            next.tensor(3).set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 0x1234);
            next.tensor(last)
                    .set(ValueLayout.JAVA_SHORT_UNALIGNED, next.tensor(last).byteSize() - 2, (short) 0x4321);
            DeltaCodec.Delta delta = DeltaCodec.encode(base, next).orElseThrow();
            WeightChanges decoded = DeltaCodec.decode(delta.payload(), LAYOUT.valueCount());
            assertThat(decoded.size()).isEqualTo(2);
            assertThat(decoded.position(0)).isEqualTo(LAYOUT.tensors().get(3).offset());
            assertThat(decoded.value(0)).isEqualTo((short) 0x1234);
            assertThat(decoded.position(1)).isEqualTo(LAYOUT.valueCount() - 1);
            assertThat(decoded.value(1)).isEqualTo((short) 0x4321);
            assertThat(WeightChanges.between(base, next, 2)).isPresent();
            assertThat(WeightChanges.between(base, next, 1)).isEmpty();
        }
    }

    @Test
    void weightsThatChangeEverywhereAreNoDelta() {
        try (HostWeights base = randomWeights(new Random(1));
                HostWeights next = randomWeights(new Random(2))) {
            assertThat(DeltaCodec.encode(base, next)).isEmpty();
        }
    }

    @Test
    void aDamagedDeltaIsRefusedAndNeverWritesOutsideTheWeights() {
        Random random = new Random(7);
        try (HostWeights base = randomWeights(random);
                HostWeights next = base.copy()) {
            change(next, random, 0.05);
            byte[] payload = DeltaCodec.encode(base, next).orElseThrow().payload();
            long refused = IntStream.range(0, 2_000)
                    .filter(i -> {
                        byte[] damaged = payload.clone();
                        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                        try {
                            DeltaCodec.decode(damaged, LAYOUT.valueCount()).applyTo(base);
                            return false;
                        } catch (WeightLogException expected) {
                            return true;
                        }
                    })
                    .count();
            assertThat(refused).isPositive();
            assertThatThrownBy(() -> DeltaCodec.decode(new byte[3], LAYOUT.valueCount()))
                    .isInstanceOf(WeightLogException.class);
        }
    }

    private static HostWeights randomWeights(Random random) {
        HostWeights weights = HostWeights.allocate(LAYOUT);
        for (long i = 0; i < LAYOUT.valueCount(); i++) {
            weights.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, (short) random.nextInt());
        }
        return weights;
    }

    private static long change(HostWeights weights, Random random, double fraction) {
        long changes = 0;
        for (long i = 0; i < LAYOUT.valueCount(); i++) {
            if (random.nextDouble() < fraction) {
                short old = weights.segment().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i);
                weights.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * i, (short) (old + 1));
                changes++;
            }
        }
        return changes;
    }
}
