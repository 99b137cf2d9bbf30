package io.kafkagrpo.task.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kafkagrpo.rollout.FinishReason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardSetTest {

    private static final ScoringInput INPUT =
            new ScoringInput("3+5=?", "8", "<answer>8</answer>", FinishReason.STOP, 6);

    @Test
    void theTotalIsTheWeightedSum() {
        RewardSet rewards = set(new RewardSpecification("last-number", 1), new RewardSpecification("ended", 0.3));

        List<RewardOutcome> outcomes = rewards.score(INPUT);

        assertThat(outcomes)
                .containsExactly(
                        new RewardOutcome.Value("last-number", 1, 1), new RewardOutcome.Value("ended", 0.3, 1));
        assertThat(RewardSet.total(outcomes)).hasValue(1.3);
    }

    @Test
    void aRewardThatCannotBeComputedIsMissingAndSoIsTheTotal() {
        // Given functions that refuse, fail and give no finite number
        RewardRegistry registry = RewardRegistry.standard();
        registry.register(
                "failing",
                Set.of(),
                parameters -> function("failing", () -> {
                    throw new IllegalStateException("broken");
                }));
        registry.register("infinite", Set.of(), parameters -> function("infinite", () -> Double.NaN));
        ScoringInput withoutNumber = new ScoringInput("q", "Paris", "Paris", FinishReason.STOP, 2);

        // When all score
        List<RewardOutcome> outcomes = RewardSet.of(
                        List.of(
                                new RewardSpecification("ended", 1),
                                new RewardSpecification("last-number", 1),
                                new RewardSpecification("failing", 1),
                                new RewardSpecification("infinite", 1)),
                        registry)
                .score(withoutNumber);

        // Then each cause is kept and nothing counts as zero
        assertThat(outcomes)
                .containsExactly(
                        new RewardOutcome.Value("ended", 1, 1),
                        new RewardOutcome.Missing(
                                "last-number",
                                1,
                                "The reward last-number needs a reference answer with exactly one number, not"
                                        + " \"Paris\"."),
                        new RewardOutcome.Missing(
                                "failing", 1, "The reward failing failed: java.lang.IllegalStateException: broken."),
                        new RewardOutcome.Missing("infinite", 1, "The reward infinite is NaN."));
        assertThat(RewardSet.total(outcomes)).isEmpty();
    }

    @Test
    void theHashTellsConfigurationsApart() {
        String hash = set(penalty(1, "9")).configurationHash();
        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(set(penalty(1, "9")).configurationHash());
        assertThat(List.of(
                        set(penalty(2, "9")).configurationHash(),
                        set(penalty(1, "8")).configurationHash(),
                        set(new RewardSpecification("ended", 1)).configurationHash()))
                .doesNotContain(hash)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corectness     | '' | '' | There is no reward function \"corectness\"; known are correctness, ",
                "end            | '' | '' | There is no reward function \"end\"; known are ended, ",
                "ended          | a  | 1  | The reward function \"ended\" has no parameter \"a\"; it takes none.",
                "length-penalty | max-token | 1 | has no parameter \"max-token\"; it takes max-tokens, buffer-tokens.",
                "length-penalty | max-tokens | 1 | The reward function \"length-penalty\" needs the parameter buffer-",
            })
    void unknownNamesAreAnsweredWithTheNearest(String function, String key, String value, String message) {
        Map<String, String> parameters = key.isEmpty() ? Map.of() : Map.of(key, value);
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> RewardRegistry.standard().create(function, parameters))
                .withMessageContaining(message)
                .withMessageEndingWith(".");
    }

    @Test
    void wrongValuesAreNamed() {
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> set(penalty(1, "many")))
                .withMessageContainingAll("length-penalty", "buffer-tokens is \"many\"", "a whole number");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> set(penalty(1, "11")))
                .withMessageContainingAll("length-penalty", "buffer-tokens is 11", "1 to max-tokens (10)");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> set(new RewardSpecification("ended", Double.NaN)))
                .withMessageContainingAll("ended", "NaN", "finite");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> set(new RewardSpecification("ended", 1), new RewardSpecification("ended", 2)))
                .withMessageContainingAll("ended", "twice");
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(RewardSetTest::set)
                .withMessageContainingAll("No reward function", "correctness");
    }

    private static RewardSet set(RewardSpecification... specifications) {
        return RewardSet.of(List.of(specifications), RewardRegistry.standard());
    }

    private static RewardSpecification penalty(double weight, String bufferTokens) {
        return new RewardSpecification(
                "length-penalty", weight, Map.of("max-tokens", "10", "buffer-tokens", bufferTokens));
    }

    private interface Scoring {
        double score();
    }

    private static RewardFunction function(String name, Scoring scoring) {
        return new RewardFunction() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public double score(ScoringInput input) {
                return scoring.score();
            }
        };
    }
}
