package io.kafkagrpo.learner.curriculum;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.rollout.Reward;
import io.kafkagrpo.rollout.Score;
import io.kafkagrpo.rollout.Verdict;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassRuleTest {
    private static final Path CONFIG = Path.of("..", "config", "arithmetic.yaml");

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none, RIGHT, 0, RIGHT",
                "none, none, WRONG, 2, WRONG",
                "none, none, NONE, 2, NONE",
                "correctness, none, WRONG, 1, RIGHT",
                "correctness, none, RIGHT, 0.99, WRONG",
                "correctness, 2, RIGHT, 1.5, WRONG",
                "correctness, 2, WRONG, 2, RIGHT",
                "correctness, none, RIGHT, NaN, NONE"
            })
    void aPassIsWhatTheConfigurationSays(
            @Nullable String function, @Nullable String atLeast, Verdict verdict, double value, Verdict expected) {
        // Given
        Map<String, String> keys = new HashMap<>(Map.of("data.difficulty.normal", "1"));
        if (function != null) {
            keys.put("data.difficulty.pass", function);
        }
        if (atLeast != null) {
            keys.put("data.difficulty.pass-at-least", atLeast);
        }
        PassRule rule = PassRule.from(RunSettings.load(CONFIG, keys));
        // Then
        assertThat(rule.of(new Score(
                        List.of(new Reward("format", 1, 0.4), new Reward("correctness", 3, value)),
                        Double.NaN,
                        Double.NaN,
                        verdict)))
                .isEqualTo(expected);
    }
}
