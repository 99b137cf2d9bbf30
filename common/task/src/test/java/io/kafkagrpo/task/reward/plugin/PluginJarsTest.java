package io.kafkagrpo.task.reward.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardRegistry;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PluginJarsTest {
    @TempDir
    Path folder;

    @Test
    void aPluginGetsItsParametersAndTheProblemsColumns() throws Exception {
        // Given a plugin that counts a word and reads a column
        PluginJar.of(folder, "Counting", plugin("Counting", "counting", "\"word\"", """
                        return text.split(parameters.get("word"), -1).length - 1
                                + Double.parseDouble(input.columns().get("extra"));
                        """));
        // When it scores, found in a folder of jars
        ScoringInput input = new ScoringInput("q", "a", "ho ho ho", FinishReason.STOP, 3, Map.of("extra", "0.5"));
        List<RewardOutcome> outcomes = score(folder, Map.of("word", "ho"), input);
        // Then
        assertThat(outcomes).containsExactly(new RewardOutcome.Value("counting", 1, 3.5));
    }

    @Test
    void theHashCoversTheJarsBytes() throws Exception {
        String hash = hash(PluginJar.of(folder, "One", plugin("One", "mine", "", "return 1;")));
        String changed = hash(PluginJar.of(
                Files.createDirectories(folder.resolve("changed")), "One", plugin("One", "mine", "", "return 2;")));

        assertThat(changed).isNotEqualTo(hash);
        assertThat(hash(folder.resolve("One.jar"))).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new IllegalStateException(\"broken\");        | failed: java.lang.IllegalStateException: broken.",
                "throw new io.kafkagrpo.task.reward.RewardException(\"no idea\"); | no idea",
                "throw new StackOverflowError();                     | failed: java.lang.StackOverflowError.",
                "return Double.NaN;                                  | The reward wild is NaN.",
                "Thread.sleep(1_000_000); return 1;                  | gave no answer within 200 ms.",
                "while (text != null) {} return 1;                   | gave no answer within 200 ms.",
                "System.out.println(text); throw new Error(\"x\");   | failed: java.lang.Error: x.",
            })
    void whatAPluginDoesWrongIsAMissingValueWithItsReason(String code, String reason) throws Exception {
        Path jar = PluginJar.of(folder, "Wild", plugin("Wild", "wild", "", code));

        List<RewardOutcome> outcomes = score(jar, Map.of("timeout", "0.2"), INPUT);

        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        RewardOutcome.Missing.class,
                        missing -> assertThat(missing.because()).contains(reason));
    }

    @Test
    void aFunctionWhoseCallsNeverEndIsAskedNoMore() throws Exception {
        // Given one that pays no heed to its interrupt, until it is told to end
        Path jar = PluginJar.of(folder, "Endless", plugin("Endless", "endless", "", """
                        while (!Boolean.getBoolean("endless.ends")) { Thread.onSpinWait(); }
                        return 1;
                        """));
        try (RewardSet rewards = open(jar, new RewardSpecification("endless", 1, Map.of("timeout", "0.1")))) {
            // When it has hung eight times
            for (int i = 0; i < 8; i++) {
                rewards.score(INPUT);
            }
            // Then the ninth answer says so
            assertThat(rewards.score(INPUT)).singleElement().asString().contains("8 of its calls never ended");
        } finally {
            System.setProperty("endless.ends", "true");
        }
    }

    @Test
    void jarsThatCannotBeTakenRefuseTheStart() throws Exception {
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path twice = PluginJar.of(folder, "Twice", plugin("Twice", "math", "", "return 1;"));
        Path taken = PluginJar.of(folder, "Taken", plugin("Taken", "taken", "\"timeout\"", "return 1;"));

        assertRefused(folder.resolve("none.jar"), "which isn't there");
        assertRefused(text, "text.jar, of rewards.plugins, is no jar");
        assertRefused(empty, "holds no jar");
        assertRefused(twice, "There is already a reward function \"math\"");
        assertRefused(taken, "has a parameter \"timeout\", which every plugin has already");
    }

    private static final ScoringInput INPUT = new ScoringInput("q", "a", "text", FinishReason.STOP, 1);

    private static void assertRefused(Path jar, String words) {
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> OutsideRewards.registry(List.of(jar)))
                .withMessageContaining(words);
    }

    private static List<RewardOutcome> score(Path jar, Map<String, String> parameters, ScoringInput input) {
        String name = OutsideRewards.registry(List.of(jar)).names().stream()
                .filter(one -> !BUILT_IN.contains(one))
                .findFirst()
                .orElseThrow();
        try (RewardSet rewards = open(jar, new RewardSpecification(name, 1, parameters))) {
            return rewards.score(input);
        }
    }

    private static final java.util.Set<String> BUILT_IN =
            OutsideRewards.registry(List.of()).names();

    private static RewardSet open(Path jar, RewardSpecification function) {
        RewardRegistry registry = OutsideRewards.registry(List.of(jar));
        return RewardSet.of(List.of(function), registry);
    }

    private static String hash(Path jar) {
        try (RewardSet rewards = open(jar, new RewardSpecification("mine", 1))) {
            return rewards.configurationHash();
        }
    }

    private static String plugin(String className, String name, String parameters, String code) {
        return """
                package mine;

                import io.kafkagrpo.task.reward.*;
                import java.util.*;

                public final class %s implements RewardPlugin {
                    @Override public String name() { return "%s"; }
                    @Override public Set<String> parameters() { return Set.of(%s); }
                    @Override public RewardFunction create(Map<String, String> parameters) {
                        return new RewardFunction() {
                            @Override public String name() { return "%s"; }
                            @Override public double score(ScoringInput input) throws RewardException {
                                try {
                                    return value(input, input.text());
                                } catch (InterruptedException e) {
                                    throw new RewardException("interrupted");
                                }
                            }
                            private double value(ScoringInput input, String text)
                                    throws RewardException, InterruptedException {
                                %s
                            }
                        };
                    }
                }
                """.formatted(className, name, parameters, name, code);
    }
}
