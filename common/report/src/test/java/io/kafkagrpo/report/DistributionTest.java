package io.kafkagrpo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "0.25, 2", "0.5, 3", "0.75, 4", "1, 10", "0.875, 7"})
    void quantilesLieBetweenNeighbours(double share, double quantile) {
        assertThat(Distribution.of(List.of(10.0, 3.0, 2.0, 1.0, 4.0)).quantile(share))
                .isCloseTo(quantile, offset(1e-12));
    }

    @Test
    void meanAndSampleDeviation() {
        Distribution values = Distribution.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));
        assertThat(values.mean()).isEqualTo(5);
        assertThat(values.standardDeviation()).isCloseTo(Math.sqrt(32 / 7.0), offset(1e-12));
        assertThat(Distribution.of(List.of(3.0)).standardDeviation()).isZero();
    }

    @RepeatedTest(20)
    void everyValueLiesInOneBin(RepetitionInfo repetition) {
        // Given
        Random random = new Random(repetition.getCurrentRepetition());
        List<Double> values =
                random.doubles(1 + random.nextInt(200), -3, 3).boxed().toList();
        Distribution distribution = Distribution.of(values);
        // When
        int[] bins = distribution.bins(distribution.quantile(0), distribution.quantile(1));
        // Then
        assertThat(Arrays.stream(bins).sum()).isEqualTo(values.size());
        assertThat(bins).hasSize(10);
    }

    @Test
    void histogramsShareTheirBinsAndShowEvenOneValue() {
        // Given a thousand zeros before, and one 2.8 after
        List<Double> zeros = Collections.nCopies(1000, 0.0);
        // When
        List<String> lines = Distribution.histograms(Distribution.of(zeros), Distribution.of(List.of(2.8)));
        // Then
        assertThat(lines).hasSize(10);
        assertThat(lines.getFirst()).startsWith("    0.00  ################################   1000");
        assertThat(lines.getLast()).startsWith("    2.52  ").contains("#").endsWith("     1");
    }

    @Test
    void nothingIsSaidOfNothing() {
        assertThat(Distribution.of(List.of()).summary()).isEqualTo("no values");
        assertThat(Distribution.histograms(Distribution.of(List.of()), Distribution.of(List.of())))
                .isEmpty();
    }
}
