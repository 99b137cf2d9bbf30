package io.kafkagrpo.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.reward.RewardRegistry;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSettingsTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("run.yaml"), """
                run: r
                model: m
                data:
                  train: arithmetic
                steps: 3
                group-size: 4
                rewards:
                  correctness: 1
                """);
    }

    @Test
    void overridesMayHoldCommas() {
        assertThat(ServiceSettings.overrides("seed=3,learner.devices=cpu,cpu,rewards.length-penalty.max-tokens=9"))
                .containsExactly(
                        Map.entry("seed", "3"),
                        Map.entry("learner.devices", "cpu,cpu"),
                        Map.entry("rewards.length-penalty.max-tokens", "9"));
        assertThat(ServiceSettings.overrides("")).isEmpty();
    }

    @Test
    void anOverrideWithoutValueIsRefused() {
        assertThatThrownBy(() -> ServiceSettings.overrides("seed"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("grpo.set: 'seed' is not an override; it is KEY=VALUE, separated by commas.");
    }

    @Test
    void theRunsOwnConfigurationIsAccepted() {
        assertThat(ConfigurationCheck.difference(settings("r.scored-groups", Map.of()), started(Map.of())))
                .isNull();
    }

    @Test
    void whatConcernsOneMachineMayDiffer() {
        RunStarted run = started(Map.of("learner.threads", "7"));

        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of("scoring.threads", "2", "generator.slots", "5")), run))
                .isNull();
    }

    @Test
    void anotherValueIsNamedWithBoth() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of("group-size", "8")), started(Map.of())))
                .contains("group-size is '8' here but '4' in the run 'r'");
    }

    @Test
    void aRewardThatOnlyTheRunHasIsNamed() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of()), started(Map.of("rewards.format", "1"))))
                .contains("rewards.format is missing here but '1' in the run");
    }

    @Test
    void rescoringMayDifferInRewardsAndScoringAlone() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.again", Map.of("rewards.format", "2", "scoring.group-timeout-seconds", "5")),
                        started(Map.of())))
                .isNull();
        assertThat(ConfigurationCheck.difference(settings("r.again", Map.of("seed", "5")), started(Map.of())))
                .contains("seed is '5' here but '0'");
    }

    @Test
    void theHashFollowsTheRewardConfiguration() {
        String one = hash(Map.of());

        assertThat(hash(Map.of())).isEqualTo(one).matches("[0-9a-f]{64}");
        assertThat(hash(Map.of("rewards.correctness", "2"))).isNotEqualTo(one);
        assertThat(hash(Map.of("rewards.format", "1"))).isNotEqualTo(one);
        assertThat(hash(Map.of("seed", "9"))).isEqualTo(one);
    }

    private String hash(Map<String, String> overrides) {
        return Scorer.of(RunSettings.load(file, overrides).rewards(), RewardRegistry.standard())
                .configurationHash();
    }

    private ServiceSettings settings(String outputTopic, Map<String, String> overrides) {
        RunSettings run = RunSettings.load(file, overrides);
        return new ServiceSettings(run, "localhost:1", run.rewards(), directory, "app", outputTopic, "r.dead-letters");
    }

    private RunStarted started(Map<String, String> more) {
        return RunStarted.newBuilder()
                .putAllConfiguration(RunSettings.load(file, Map.of()).shared())
                .putAllConfiguration(more)
                .build();
    }
}
