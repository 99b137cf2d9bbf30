package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {
    @Test
    void agreesWithTheTwoPassFormulasInAnySplit() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 500; n++) {
            // Given
            double[] values =
                    random.doubles(2 + random.nextInt(40), 1000.0, 1001.0).toArray();
            int cut = random.nextInt(values.length + 1);
            double mean = Arrays.stream(values).average().orElseThrow();
            double squares =
                    Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
            // When
            RunningStatistics merged = RunningStatistics.of(Arrays.copyOfRange(values, 0, cut));
            merged.merge(RunningStatistics.of(Arrays.copyOfRange(values, cut, values.length)));
            // Then
            assertThat(merged.count()).isEqualTo(values.length);
            assertThat(merged.mean()).isCloseTo(mean, within(1e-9));
            assertThat(merged.standardDeviation()).isCloseTo(Math.sqrt(squares / (values.length - 1)), within(1e-9));
            assertThat(merged.minimum()).isEqualTo(Arrays.stream(values).min().orElseThrow());
            assertThat(merged.maximum()).isEqualTo(Arrays.stream(values).max().orElseThrow());
        }
    }

    @Test
    void missingValuesAreLeftOutAndNothingGivesZeros() {
        assertThat(RunningStatistics.of(1.0, Double.NaN, 3.0).mean()).isEqualTo(2.0);
        RunningStatistics none = RunningStatistics.of(Double.NaN);
        assertThat(none.count()).isZero();
        assertThat(none.mean()).isZero();
        assertThat(none.minimum()).isZero();
        assertThat(none.maximum()).isZero();
        assertThat(none.standardDeviation()).isZero();
        assertThat(RunningStatistics.of(5.0).standardDeviation()).isZero();
    }

    @Test
    void effectiveSampleSizeIsTheFractionOfEquallyWeightedSamples() {
        assertThat(EffectiveSampleSize.fraction(RunningStatistics.of(2.0, 2.0, 2.0)))
                .isCloseTo(1.0, within(1e-15));
        assertThat(EffectiveSampleSize.fraction(RunningStatistics.of(1.0, 0.0, 0.0, 0.0)))
                .isCloseTo(0.25, within(1e-15));
        assertThat(EffectiveSampleSize.fraction(RunningStatistics.of(0.0, 0.0))).isZero();
        assertThat(EffectiveSampleSize.fraction(new RunningStatistics())).isOne();
        assertThat(EffectiveSampleSize.fraction(RunningStatistics.of(Math.exp(80.0), 1.0)))
                .isCloseTo(0.5, within(1e-12));
    }
}
