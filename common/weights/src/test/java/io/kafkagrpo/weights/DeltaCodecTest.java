package io.kafkagrpo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaCodecTest {
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, 0.01, 0.3})
    void aDeltaTurnsTheBaseIntoTheNextVersionBitForBit(double changedFraction) {
        // Given
        Random random = new Random(42);
        try (HostWeights base = WeightPress.random(random);
                HostWeights next = base.copy()) {
            long changes = WeightPress.change(next, random, changedFraction);
            // When
            DeltaCodec.Delta delta = DeltaCodec.encode(base, next).orElseThrow();
            WeightChanges decoded = DeltaCodec.decode(delta.payload(), WeightPress.LAYOUT.valueCount());
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
        try (HostWeights base = WeightPress.random(new Random(1));
                HostWeights next = base.copy()) {
            int last = WeightPress.LAYOUT.tensors().size() - 1;
            next.tensor(3).set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 0x1234);
            next.tensor(last)
                    .set(ValueLayout.JAVA_SHORT_UNALIGNED, next.tensor(last).byteSize() - 2, (short) 0x4321);
            DeltaCodec.Delta delta = DeltaCodec.encode(base, next).orElseThrow();
            WeightChanges decoded = DeltaCodec.decode(delta.payload(), WeightPress.LAYOUT.valueCount());
            assertThat(decoded.size()).isEqualTo(2);
            assertThat(decoded.position(0))
                    .isEqualTo(WeightPress.LAYOUT.tensors().get(3).offset());
            assertThat(decoded.value(0)).isEqualTo((short) 0x1234);
            assertThat(decoded.position(1)).isEqualTo(WeightPress.LAYOUT.valueCount() - 1);
            assertThat(decoded.value(1)).isEqualTo((short) 0x4321);
            assertThat(WeightChanges.between(base, next, 2)).isPresent();
            assertThat(WeightChanges.between(base, next, 1)).isEmpty();
        }
    }

    @Test
    void weightsThatChangeEverywhereAreNoDelta() {
        try (HostWeights base = WeightPress.random(new Random(1));
                HostWeights next = WeightPress.random(new Random(2))) {
            assertThat(DeltaCodec.encode(base, next)).isEmpty();
        }
    }

    @Test
    void aDamagedDeltaIsRefusedAndNeverWritesOutsideTheWeights() {
        Random random = new Random(7);
        try (HostWeights base = WeightPress.random(random);
                HostWeights next = base.copy()) {
            WeightPress.change(next, random, 0.05);
            byte[] payload = DeltaCodec.encode(base, next).orElseThrow().payload();
            long refused = IntStream.range(0, 2_000)
                    .filter(i -> {
                        byte[] damaged = payload.clone();
                        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                        try {
                            DeltaCodec.decode(damaged, WeightPress.LAYOUT.valueCount())
                                    .applyTo(base);
                            return false;
                        } catch (WeightLogException expected) {
                            return true;
                        }
                    })
                    .count();
            assertThat(refused).isPositive();
            assertThatThrownBy(() -> DeltaCodec.decode(new byte[3], WeightPress.LAYOUT.valueCount()))
                    .isInstanceOf(WeightLogException.class);
        }
    }
}
