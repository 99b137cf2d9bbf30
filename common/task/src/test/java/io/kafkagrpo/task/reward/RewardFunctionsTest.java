package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kafkagrpo.rollout.FinishReason;
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
            })
    void lastNumberLooksAtTheLastNumberAnywhere(String text, String reference, double expected) throws RewardException {
        assertThat(new LastNumberReward().score(input(text, reference, FinishReason.STOP, 5)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"eight", "1 or 2", "'1,000'"})
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

    private static ScoringInput input(String text, String reference, FinishReason reason, int tokens) {
        return new ScoringInput("question", reference, text, reason, tokens);
    }
}
