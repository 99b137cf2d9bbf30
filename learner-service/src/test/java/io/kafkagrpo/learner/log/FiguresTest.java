package io.kafkagrpo.learner.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "1.2374999999, 1.237",
        "0.1, 0.1",
        "2, 2",
        "0, 0",
        "-0.0, 0",
        "-0.33333333333, -0.3333",
        "12345.678, 12350",
        "0.000012345678, 0.00001235",
        "1e-12, 1E-12",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void fourDigitsAreEnoughForPeople(double value, String shown) {
        assertThat(Figures.rounded(value)).isEqualTo(shown);
    }

    @Test
    void namedFiguresStandInOrder() {
        assertThat(Figures.rounded(Map.of("reward", 1.0 / 3, "accuracy", 0.745)))
                .isEqualTo("accuracy 0.745, reward 0.3333");
    }
}
