package io.kafkagrpo.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepRangeTest {
    @ParameterizedTest
    @ValueSource(strings = {"3-17", "3-", "1-1"})
    void isReadAsItIsWritten(String text) {
        assertThat(StepRange.parse(text))
                .hasValueSatisfying(range -> assertThat(range.text()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "3", "-3", "0-3", "3-0", "a-b", "1-2-3"})
    void isNotReadFromAnythingElse(String text) {
        assertThat(StepRange.parse(text)).isEmpty();
    }

    @Test
    void anOpenOneIsEndedAtTheNewestStep() {
        assertThat(new StepRange(3, 0).upTo(9)).isEqualTo(new StepRange(3, 9));
        assertThat(new StepRange(3, 5).upTo(9)).isEqualTo(new StepRange(3, 5));
        assertThat(StepRange.EVERYTHING.upTo(9)).isEqualTo(StepRange.EVERYTHING);
    }

    @Test
    void holdsItsFirstAndItsLastStep() {
        StepRange range = new StepRange(3, 5);
        assertThat(range.holds(2)).isFalse();
        assertThat(range.holds(3)).isTrue();
        assertThat(range.holds(5)).isTrue();
        assertThat(range.holds(6)).isFalse();
        assertThat(new StepRange(3, 0).holds(1_000)).isTrue();
    }
}
