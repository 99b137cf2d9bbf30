package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts, rubrics and jars of a configuration: found beside it, compared by their bytes. */
class RewardFilesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("style.py"), "def reward(completions, **c): return [1.0] * len(completions)");
        file = Files.writeString(folder.resolve("run.yaml"), """
                model: m
                steps: 1
                data: {train: arithmetic}
                rewards:
                  language: {script: latin}
                  style:
                    weight: 0.5
                    required: true
                    python: {script: style.py, workers: 2}
                """);
    }

    @Test
    void aScriptIsFoundBesideTheConfiguration() {
        assertThat(load(Map.of()).rewards().getLast().parameters())
                .containsEntry("python.script", folder.resolve("style.py").toString())
                .containsEntry("required", "true");
        assertThat(load(Map.of()).rewards().getFirst().parameters()).isEqualTo(Map.of("script", "latin"));
    }

    @Test
    void aRunKnowsAScriptByItsBytesAndNothingOfHowItIsRun() {
        assertThat(load(Map.of()).shared())
                .hasEntrySatisfying(
                        "rewards.style.python.script", text -> assertThat(text).matches("sha256:[0-9a-f]{64}"))
                .containsEntry("rewards.style.weight", "0.5")
                .containsEntry("rewards.language.script", "latin")
                .doesNotContainKeys("rewards.style.python.workers", "rewards.style.required", "rewards.in-flight");
    }

    @Test
    void aChangedScriptIsAnotherRun() throws Exception {
        Map<String, String> started = load(Map.of()).shared();
        assertThat(RunMismatch.between(
                        started,
                        load(Map.of("rewards.style.python.workers", "7")).shared()))
                .isEmpty();

        Files.writeString(folder.resolve("style.py"), "other");
        assertThat(RunMismatch.between(started, load(Map.of()).shared()))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("The run was started with rewards.style.python.script = 'sha256:"));

        Files.delete(folder.resolve("style.py"));
        assertThat(RunMismatch.between(started, load(Map.of()).shared()))
                .as("a generator needs no script")
                .isEmpty();
        assertThat(RunMismatch.between(load(Map.of()).shared(), started))
                .as("nor does a learner, which begins the run")
                .isEmpty();
    }

    @Test
    void jarsAreKnownByTheirBytesToo() throws Exception {
        Path jars = Files.createDirectory(folder.resolve("plugins"));
        Files.writeString(jars.resolve("a.jar"), "1");
        Map<String, String> started = load(Map.of("rewards.plugins", "plugins")).shared();
        Path moved = Files.move(jars, folder.resolve("moved"));

        assertThat(load(Map.of("rewards.plugins", "moved")).shared()).isEqualTo(started);
        assertThat(started.get("rewards.plugins")).matches("a\\.jar sha256:[0-9a-f]{64}");
        Files.writeString(moved.resolve("a.jar"), "2");
        assertThat(load(Map.of("rewards.plugins", "moved")).shared()).isNotEqualTo(started);
    }

    @Test
    void jarsOfWhichOneIsMissingSayNothing() throws Exception {
        Files.writeString(folder.resolve("a.jar"), "1");
        assertThat(load(Map.of("rewards.plugins", "a.jar, b.jar")).shared())
                .containsEntry("rewards.plugins", RewardsFromSettings.NO_FILE);
    }

    @Test
    void oneKindAtATimeUnderANameOfItsOwn() {
        assertRefused(Map.of("rewards.style.http.url", "http://a"), "\"style\" is of several kinds (http, python)");
        assertRefused(Map.of("rewards.math.regex.pattern", "x"), "\"math\" can't be of kind regex");
        assertRefused(Map.of("rewards.my.no-kind.url", "x"), "There is no reward function \"no-kind\"; known are ");
        assertThat(load(Map.of("rewards.yes.regex.pattern", "yes", "rewards.no.regex.pattern", "no"))
                        .rewards())
                .hasSize(4);
    }

    private void assertRefused(Map<String, String> overrides, String words) {
        ConfiguredRewards rewards = load(overrides).configuredRewards();
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(rewards::open)
                .withMessageContaining(words);
    }

    private RunSettings load(Map<String, String> overrides) {
        return RunSettings.load(file, overrides);
    }
}
