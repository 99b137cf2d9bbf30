package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthPenaltyTest {
    @ParameterizedTest
    @CsvSource({"0, 0.0", "80, 0.0", "81, -0.1", "90, -1.0", "100, -2.0"})
    void fallsLinearlyOverTheBuffer(int tokens, double expected) {
        assertThat(new LengthPenalty(100, 20, 2.0).ofLength(tokens)).isEqualTo(expected);
    }

    @Test
    void aBufferLongerThanTheCompletionIsRefused() {
        assertThatThrownBy(() -> new LengthPenalty(100, 101, 1.0))
                .hasMessage("length penalty buffer 101 must be from 1 to 100 tokens");
    }
}
