package io.kafkagrpo.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMixTest {
    @Test
    void mixesAsTheAlgorithmsOwnGeneratorInJavaDoes() {
        // Given Java's SplittableRandom, which adds the golden gamma and mixes
        SplittableRandom java = new SplittableRandom(42);
        long state = 42;
        for (int i = 0; i < 100; i++) {
            // When
            state += SplitMix.GOLDEN_GAMMA;
            // Then
            assertThat(SplitMix.mix(state)).isEqualTo(java.nextLong());
        }
    }

    @Test
    void theHighestBitsMakeANumberBelowOne() {
        assertThat(SplitMix.unit(0)).isZero();
        assertThat(SplitMix.unit(1L << 63)).isEqualTo(0.5);
        assertThat(SplitMix.unit(-1)).isEqualTo(Math.nextDown(1.0));
    }
}
