package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kafkagrpo.rollout.FinishReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The functions that are not the tutorial's; those are held by {@link RewardsGoldenTest}. */
class RewardFunctionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8              | 8   | 1",
                "3+5=8          | 8   | 1",
                "It is 8.       | 8   | 1",
                "It is **8**!   | 8   | 1",
                "8.0            | 8   | 1",
                "８             | 8   | 1",
                "8, not 9       | 8   | 0",
                "18             | 8   | 0",
                "-8             | 8   | 0",
                "eight          | 8   | 0",
                "it is 1234     | 1,234 | 1",
                "it is 1,234.   | 1234  | 1",
                "1,234,567      | 1,234,567 | 1",
                "1,234 or 5     | 1234  | 0",
                "1,2345         | 2345  | 1",
                "1, 234         | 234   | 1",
            })
    void lastNumberLooksAtTheLastNumberAnywhere(String text, String reference, double expected) throws RewardException {
        assertThat(new LastNumberReward().score(input(text, reference, FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"eight", "1 or 2", "'1,00'"})
    void lastNumberIsMissingWhereTheReferenceIsNotOneNumber(String reference) {
        assertThatExceptionOfType(RewardException.class)
                .isThrownBy(() -> new LastNumberReward().score(input("8", reference, FinishReason.STOP, 5)))
                .withMessageContainingAll("last-number", "\"" + reference + "\"");
    }

    @ParameterizedTest
    @CsvSource({"STOP, 1", "LENGTH, 0", "CONTEXT, 0"})
    void endedIsOneForACompletionThatEndedByItself(FinishReason reason, double expected) {
        assertThat(new EndedReward().score(input("8", "8", reason, 5))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "80, 0", "81, -0.05", "90, -0.5", "100, -1", "101, -1", "1000, -1"})
    void theLengthPenaltyGrowsOverTheBuffer(int tokens, double expected) {
        assertThat(new LengthPenalty(100, 20).score(input("", "", FinishReason.STOP, tokens)))
                .isEqualTo(expected);
    }

    @Test
    void theLengthPenaltyRefusesImpossibleValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LengthPenalty(0, 1))
                .withMessage("max-tokens is 0; allowed is 1 or more.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LengthPenalty(10, 11))
                .withMessage("buffer-tokens is 11; allowed is 1 to max-tokens (10).");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<answer>1,234</answer>      | 1234 | 1",
                "<answer>\\frac{3}{4}</answer> | 0.75 | 1",
                "so \\boxed{75\\%}           | 0.75 | 1",
                "it is 75                    | 75   | 0",
                "\\boxed{5}<answer></answer>  | 5    | 0",
            })
    void mathTakesTheTagOrWithoutATagTheBox(String text, String reference, double expected) throws RewardException {
        assertThat(new MathReward().score(input(text, reference, FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void mathIsMissingWithoutAReference() {
        assertThatExceptionOfType(RewardException.class)
                .isThrownBy(() -> new MathReward().score(input("<answer>5</answer>", null, FinishReason.STOP, 5)))
                .withMessageContaining("needs a reference answer");
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "8, 0.5", "12, 0.5", "6, 0", "14, 0", "100, 0"})
    void theLengthTargetFallsOnBothSides(int tokens, double expected) {
        assertThat(new LengthTarget(10, 4).score(input("", "", FinishReason.STOP, tokens)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "'one two', 0",
        "'a b c d e', 0",
        "'a b c a b c', -0.25",
        "'A b c  a B\nc', -0.25",
        "'x x x x x x', -0.75",
    })
    void theRepetitionPenaltyIsTheShareOfRepeatedNgrams(String text, double expected) {
        assertThat(new RepetitionPenalty(3, 1).score(input(text.replace("\\n", "\n"), "", FinishReason.STOP, 5)))
                .isEqualTo(expected);
        assertThat(new RepetitionPenalty(3, 0.5).score(input(text.replace("\\n", "\n"), "", FinishReason.STOP, 5)))
                .isEqualTo(expected / 2);
    }

    @ParameterizedTest
    @CsvSource({"'^Yes', 'Yes, it is', 1", "'^Yes', 'Oh Yes', 0", "'(?i)final answer: *[0-9]+', 'FINAL answer: 7', 1"})
    void aRegexIsLookedForAnywhere(String pattern, String text, double expected) {
        assertThat(new RegexReward(pattern).score(input(text, "", FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void aPatternThatRunsAwayElsewhereIsAnsweredInLinearTime() {
        assertThat(new RegexReward("^(a+)+$").score(input("a".repeat(1_000_000) + "b", "", FinishReason.STOP, 5)))
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegexReward("(a"))
                .withMessageStartingWith("pattern is \"(a\"; allowed is a pattern of RE2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text   | {\"a\": [1, 2]}         | 1",
                "text   | 5                       | 1",
                "text   | {\"a\": 1} and more     | 0",
                "text   | {\"a\": 1, \"a\": 2}    | 0",
                "text   | {'a': 1}                | 0",
                "text   | NaN                     | 0",
                "text   | {\"a\": 1              | 0",
                "answer | so <answer>[1]</answer> | 1",
                "answer | [1]                     | 0",
            })
    void jsonIsOneWholeValue(String part, String text, double expected) {
        assertThat(new JsonReward(part).score(input(text, "", FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void deepOrLongJsonIsBounded() {
        assertThat(new JsonReward("text").score(input("[".repeat(1_000_000), "", FinishReason.STOP, 5)))
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JsonReward("tag"))
                .withMessage("part is \"tag\"; allowed is text or answer.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"Ida\", \"age\": 7}   | 1",
                "{\"name\": \"Ida\"}              | 0",
                "{\"name\": \"Ida\", \"age\": -1}  | 0",
                "[]                               | 0",
                "not JSON                         | 0",
            })
    void jsonFitsItsSchema(String text, double expected) {
        String schema = "{\"type\": \"object\", \"required\": [\"name\", \"age\"],"
                + " \"properties\": {\"name\": {\"type\": \"string\"}, \"age\": {\"type\": \"integer\", \"minimum\": 0}}}";
        assertThat(new JsonSchemaReward(schema, "text").score(input(text, "", FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void aSchemaThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JsonSchemaReward("{", "text"))
                .withMessageStartingWith("schema is \"{\"; allowed is a JSON object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JsonSchemaReward("[]", "text"))
                .withMessageContaining("allowed is a JSON object");
    }

    @ParameterizedTest
    @CsvSource({
        "latin, 'Hello, 5 + 3!', 1",
        "latin, 'да', 0",
        "cyrillic, 'да no', 0.5",
        "han, '123', 0",
        "japanese, 'ひ漢', 1"
    })
    void languageIsTheShareOfAScriptsLetters(String script, String text, double expected) {
        assertThat(new LanguageReward(script).score(input(text, "", FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void aScriptThatDoesNotExistIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LanguageReward("klingon"))
                .withMessageContaining("script is \"klingon\"; allowed is");
    }

    @ParameterizedTest
    @CsvSource({
        "'(3 + 7) * 2', 0",
        "'3 * 7 + 50 - 42', 0",
        "'50 - 3 * 7', 1",
        "'50 − 3×7 = 29', 1",
        "'50 - 21', 0",
        "'50 - 3 * 7 + 3 - 3', 0",
        "'50 + 3 - 7', 0.25",
        "'50 / (3 - 3)', 0",
        "'50 / (7 - 7)', 0",
        "'29', 0",
        "'System.exit(1)', 0",
        "'', 0",
        "'50 - -3', 0",
        "'50 - (3 * 7', 0",
    })
    void countdownChecksRulesAndValue(String answer, double expected) throws RewardException {
        String text = "<answer>" + answer + "</answer>";
        assertThat(new CountdownReward(0.25).score(input(text, "3 7 50 = 29", FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @Test
    void countdownNeedsItsTask() {
        assertThatExceptionOfType(RewardException.class)
                .isThrownBy(() -> new CountdownReward(0).score(input("<answer>5</answer>", "29", FinishReason.STOP, 5)))
                .withMessageContainingAll("3 7 50 = 29", "not \"29\"");
    }

    private static ScoringInput input(String text, @Nullable String reference, FinishReason reason, int tokens) {
        return new ScoringInput("question", reference, text, reason, tokens);
    }
}
