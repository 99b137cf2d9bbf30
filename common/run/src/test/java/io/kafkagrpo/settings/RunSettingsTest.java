package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.task.reward.RewardSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSettingsTest {
    private static final String LEAST = """
            model: somewhere
            steps: 5
            data:
              train: arithmetic
            learner:
              devices: [cpu, "gpu:1"]
            rewards:
              correctness: 2
              length-penalty:
                weight: 0.5
                max-tokens: 100
            kafka:
              security.protocol: SSL
            """;

    @TempDir
    private Path folder;

    @Test
    void fileThenOverridesThenDefaults() throws IOException {
        RunSettings settings = load(Map.of("steps", "7"));
        assertThat(settings.get(Keys.STEPS)).isEqualTo(7);
        assertThat(settings.get(Keys.GROUP_SIZE)).isEqualTo(8);
        assertThat(settings.get(Keys.RUN)).isEqualTo("small");
        assertThat(settings.get(Keys.LEARNER_DEVICES)).containsExactly("cpu", "gpu:1");
        assertThat(settings.kafkaClient()).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(settings.rewards())
                .containsExactly(
                        new RewardSpecification("correctness", 2, Map.of()),
                        new RewardSpecification("length-penalty", 0.5, Map.of("max-tokens", "100")));
        assertThat(settings.shared()).containsKey("steps").doesNotContainKeys("model", "learner.devices");
    }

    @ParameterizedTest
    @CsvSource({
        "stpes, 3, 'there is no key ''stpes''; the nearest one is ''steps'''",
        "steps, 0, 'the value ''0'' of steps is not a whole number of at least 1'",
        "sampling.temperature, hot, 'the value ''hot'' of sampling.temperature is not a number'",
        "learner.devices, tpu, 'the value ''tpu'' of learner.devices is not a list of cpu or gpu:N'",
        "learner.devices, gpu, 'the value ''gpu'' of learner.devices is not a list of cpu or gpu:N'",
        "rewards.correctness, much, 'the value ''much'' of rewards.correctness is not a number'"
    })
    void aWrongKeyOrValueIsNamedWithWhatIsAllowed(String key, String value, String sentence) {
        assertThatThrownBy(() -> load(Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(sentence);
    }

    private RunSettings load(Map<String, String> overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("small.yaml"), LEAST);
        return RunSettings.load(file, overrides);
    }

    @Test
    void anOverrideWinsOverAKeyThatTheFileWritesFlat() throws Exception {
        Path file = Files.writeString(folder.resolve("flat.yaml"), """
                model: m
                steps: 5
                data.train: arithmetic
                kafka.bootstrap-servers: old:9092
                rewards.correctness: 1
                """);
        RunSettings settings = RunSettings.load(file, Map.of(Keys.BOOTSTRAP_SERVERS.name(), "new:9092"));
        assertThat(settings.get(Keys.BOOTSTRAP_SERVERS)).isEqualTo("new:9092");
    }
}
