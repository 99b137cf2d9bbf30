package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassAtKTest {

    @ParameterizedTest
    @CsvSource({
        // samples, right, k, 1 - C(n-c,k)/C(n,k) by hand
        "1, 0, 1, 0",
        "1, 1, 1, 1",
        "4, 1, 1, 0.25",
        "4, 1, 2, 0.5",
        "4, 2, 2, 0.8333333333333334",
        "4, 3, 2, 1",
        "8, 0, 8, 0",
        "8, 1, 8, 1",
        "10, 3, 5, 0.9166666666666666",
    })
    void isTheUnbiasedEstimate(int samples, int right, int k, double expected) {
        assertThat(PassAtK.estimate(samples, right, k)).isCloseTo(expected, within(1e-15));
    }

    @Test
    void isTheShareOfAllSubsetsThatHoldARightSample() {
        for (int n = 1; n <= 10; n++) {
            for (int c = 0; c <= n; c++) {
                for (int k = 1; k <= n; k++) {
                    // Given n samples of which the first c are right, and all their subsets of k
                    int subsets = 0;
                    int passing = 0;
                    for (int subset = 0; subset < 1 << n; subset++) {
                        if (Integer.bitCount(subset) == k) {
                            subsets++;
                            passing += (subset & ((1 << c) - 1)) != 0 ? 1 : 0;
                        }
                    }
                    assertThat(PassAtK.estimate(n, c, k)).isCloseTo((double) passing / subsets, within(1e-12));
                }
            }
        }
    }

    @Test
    void neitherOverflowsNorCancelsWithThousandsOfSamples() {
        // C(10000, 100) has more than 240 digits
        assertThat(PassAtK.estimate(10_000, 1, 100)).isCloseTo(0.01, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 5", "4, 5, 1", "4, -1, 1", "4, 1, 0"})
    void refusesWhatCanNotBe(int samples, int right, int k) {
        assertThatThrownBy(() -> PassAtK.estimate(samples, right, k)).hasMessageContaining("pass@" + k);
    }
}
