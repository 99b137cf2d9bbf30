package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunMismatchTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # key,                                 started, held, sentence
            steps,                                 100,     100,  -
            steps,                                 100,     50,   was started with steps = '100'; but here it is '50'
            generator.simulated-token-latency-ms,  -,       0,    -
            generator.simulated-token-latency-ms,  -,       10,   was started with generator.simulated-token-latency-ms = '0'; but here it is '10'
            rewards.format,                        -,       1,    was started with rewards.format = (none); but here it is '1'
            model (hash of its weights),           a,       b,    was started with model (hash of its weights) = 'a'; but here it is 'b'
            """)
    void namesAKeyThatDiffersAndTakesTheDefaultOfOneThatTheRunIsTooOldFor(
            String key, String started, String held, String sentence) {
        // When
        String found = RunMismatch.between(started == null ? Map.of() : Map.of(key, started), Map.of(key, held))
                .orElse(null);
        // Then
        if (sentence == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).contains(sentence.split("; "));
        }
    }

    @Test
    void aKeyThatOnlyTheRunHasIsADifference() {
        assertThat(RunMismatch.between(Map.of("rewards.format", "1"), Map.of()))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("here it is (none)"));
    }
}
