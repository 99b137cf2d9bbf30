package io.kafkagrpo.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepRange;
import io.kafkagrpo.scoring.Scorer;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.task.answer.EvaluationMatch;
import io.kafkagrpo.task.reward.AnswerCheck;
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
    void theRunsOwnConfigurationIsAccepted() {
        assertThat(ConfigurationCheck.difference(settings("r.scored-groups", Map.of()), started(Map.of())))
                .isEmpty();
    }

    @Test
    void whatConcernsOneMachineMayDiffer() {
        RunStarted run = started(Map.of("learner.threads", "7"));

        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of("scoring.threads", "2", "generator.slots", "5")), run))
                .isEmpty();
    }

    @Test
    void anotherValueIsNamedWithBoth() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of("group-size", "8")), started(Map.of())))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("The run was started with group-size = '4', but here it is '8'"));
    }

    @Test
    void aRewardThatOnlyTheRunHasIsNamed() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.scored-groups", Map.of()), started(Map.of("rewards.format", "1"))))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("The run was started with rewards.format = '1', but here it is (none)"));
    }

    @Test
    void rescoringMayDifferInRewardsAndScoringAlone() {
        assertThat(ConfigurationCheck.difference(
                        settings("r.again", Map.of("rewards.format", "2", "scoring.group-timeout-seconds", "5")),
                        started(Map.of())))
                .isEmpty();
        assertThat(ConfigurationCheck.difference(settings("r.again", Map.of("seed", "5")), started(Map.of())))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("seed = '0', but here it is '5'"));
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
        try (Scorer scorer = new Scorer(
                RunSettings.load(file, overrides).configuredRewards().open(),
                AnswerCheck.of(EvaluationMatch.ANSWER_TAG))) {
            return scorer.configurationHash();
        }
    }

    private ServiceSettings settings(String outputTopic, Map<String, String> overrides) {
        RunSettings run = RunSettings.load(file, overrides);
        return new ServiceSettings(
                run, "localhost:1", run.configuredRewards(), directory, "app", outputTopic, StepRange.EVERYTHING);
    }

    private RunStarted started(Map<String, String> more) {
        return RunStarted.newBuilder()
                .putAllConfiguration(RunSettings.load(file, Map.of()).shared())
                .putAllConfiguration(more)
                .build();
    }
}
