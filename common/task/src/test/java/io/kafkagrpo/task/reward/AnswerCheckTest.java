package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.rollout.FinishReason;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerCheckTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
        answer-tag  | ''              | 1   | 1,234 | <answer>1234</answer>  | true
        last-number | ''              | 1   | 1,234 | it is 1,234.           | true
        math        | ''              | 1   | 0.75  | \\boxed{\\frac{3}{4}}  | true
        math        | ''              | 1   | 0.75  | \\boxed{\\frac{1}{4}}  | false
        correctness | ''              | 1   | 5     | <answer>5</answer>     | true
        correctness | ''              | 2   | 5     | <answer>$5</answer>    | false
        regex       | pattern=^yes    | 1   | none  | yes, it is             | true
        regex       | pattern=^yes    | 1   | none  | no                     | false
        length-target | target-tokens=3;tolerance-tokens=2 | 0.5 | none | abc | true
        math        | ''              | 1   | none  | \\boxed{1}             | none
        answer-tag  | ''              | 1   | none  | <answer>1</answer>     | none
        """)
    void isARuleOrARewardFunctionsValue(
            String name,
            String settings,
            double atLeast,
            @Nullable String reference,
            String text,
            @Nullable Boolean right) {
        Map<String, String> parameters = new TreeMap<>();
        Arrays.stream(settings.split(";"))
                .filter(pair -> pair.contains("="))
                .forEach(pair ->
                        parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
        AnswerCheck check = AnswerCheck.of(name, parameters, atLeast, RewardRegistry.standard());
        assertThat(check.isCorrect(new ScoringInput("q", reference, text.replace("\\\\", "\\"), FinishReason.STOP, 3)))
                .isEqualTo(right);
    }

    @Test
    void whatIsUnknownOrMissingIsNamed() {
        RewardRegistry registry = RewardRegistry.standard();
        assertThatThrownBy(() -> AnswerCheck.of("maths", Map.of(), 1, registry))
                .isInstanceOf(RewardConfigurationException.class)
                .hasMessageContaining("no evaluation.match \"maths\"; known are math, ");
        assertThatThrownBy(() -> AnswerCheck.of("regex", Map.of(), 1, registry))
                .hasMessageContaining("needs the parameter pattern");
        assertThatThrownBy(() -> AnswerCheck.of("math", Map.of("x", "1"), 1, registry))
                .hasMessageContaining("takes no settings, but has x");
    }

    @Test
    void aFunctionThatTakesTimeIsRefusedAndEnded() {
        // Given a function that asks somebody
        AtomicBoolean open = new AtomicBoolean(true);
        RewardRegistry registry = RewardRegistry.standard();
        registry.register("judge", Set.of(), _ -> new SlowReward() {
            @Override
            public CompletableFuture<Answer> ask(ScoringInput input) {
                throw new IllegalStateException("An evaluation asked.");
            }

            @Override
            public String name() {
                return "judge";
            }

            @Override
            public String identity() {
                return "";
            }

            @Override
            public void close() {
                open.set(false);
            }
        });
        // When, Then
        assertThatThrownBy(() -> AnswerCheck.of("judge", Map.of(), 1, registry))
                .isInstanceOf(RewardConfigurationException.class)
                .hasMessageContaining("evaluation.match \"judge\" asks a process or a server");
        assertThat(open).isFalse();
    }
}
