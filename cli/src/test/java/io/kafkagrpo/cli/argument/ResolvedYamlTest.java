package io.kafkagrpo.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedYamlTest {
    @TempDir
    Path folder;

    static List<String> configurations() {
        return new ConfigCatalog(Installation.ofThisProcess().configFolder()).names();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void whatIsWrittenForTheServicesIsReadBackTheSame(String name) {
        // Given
        RunSettings settings =
                RunSettings.load(new ConfigCatalog(Installation.ofThisProcess().configFolder()).find(name), Map.of());
        Path file = folder.resolve("config.yaml");
        // When
        ResolvedYaml.write(file, settings, Map.of(Keys.BOOTSTRAP_SERVERS.name(), "127.0.0.1:9092"));
        RunSettings read = RunSettings.load(file, Map.of());
        // Then
        assertThat(read.shared()).isEqualTo(settings.shared());
        assertThat(read.rewards()).isEqualTo(settings.rewards());
        assertThat(read.get(Keys.RUN)).isEqualTo(settings.get(Keys.RUN));
        assertThat(read.get(Keys.BOOTSTRAP_SERVERS)).isEqualTo("127.0.0.1:9092");
    }

    @RepeatedTest(50)
    void anyTextSurvives(RepetitionInfo repetition) throws Exception {
        // Given texts of letters, YAML's own signs, quotes, escapes, line ends and characters beyond ASCII
        Random random = new Random(repetition.getCurrentRepetition());
        String alphabet = "ab01 :#-?{}[],&*!|>'\"%@`\\\n\t/\u00e9\u4f60\u2028.~=<>$";
        StringBuilder text = new StringBuilder("x");
        random.ints(random.nextInt(40), 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
        String system = text.append("x").toString();
        RunSettings settings = settings(Map.of("prompt.system", system, "kafka.sasl.login.class", system));
        Path file = folder.resolve("config.yaml");
        // When
        ResolvedYaml.write(file, settings, Map.of());
        RunSettings read = RunSettings.load(file, Map.of());
        // Then
        assertThat(read.get(Keys.PROMPT_SYSTEM)).isEqualTo(system);
        assertThat(read.kafkaClient()).containsEntry("sasl.login.class", system);
    }

    @Test
    void secretsStayOutOfTheFileThatServicesRead() throws Exception {
        // When
        Path file = folder.resolve("config.yaml");
        ResolvedYaml.write(
                file,
                settings(Map.of(
                        "kafka.sasl.jaas.config",
                        "hidden",
                        "kafka.ssl.key.password",
                        "hidden",
                        "kafka.sasl.mechanism",
                        "PLAIN")),
                Map.of());
        // Then
        assertThat(Files.readString(file)).doesNotContain("hidden").contains("# kafka.sasl.jaas.config: (secret)");
        assertThat(RunSettings.load(file, Map.of()).kafkaClient()).isEqualTo(Map.of("sasl.mechanism", "PLAIN"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "010",
                "0x1f",
                "1_000",
                "1e5",
                "1.50",
                "12:30",
                "2026-01-02",
                "on",
                "No",
                "null",
                "~",
                ".5",
                "-",
                "1",
                "0.5"
            })
    void aTextThatYamlWouldTakeForSomethingElseSurvives(String text) throws Exception {
        // Given
        RunSettings settings = settings(Map.of("prompt.system", text, "revision", text));
        Path file = folder.resolve("config.yaml");
        // When
        ResolvedYaml.write(file, settings, Map.of());
        // Then
        assertThat(RunSettings.load(file, Map.of()).resolved())
                .containsEntry("prompt.system", text)
                .containsEntry("revision", text);
    }

    @Test
    void whatAPersonReadsIsQuotedOnlyWhereItMustBe() throws Exception {
        // When
        String yaml = ResolvedYaml.forPeople(settings(Map.of("optimizer.learning-rate", "3e-4", "seed", "7")));
        // Then
        assertThat(yaml)
                .contains(
                        "# orders the data and seeds the sampling; a whole number of at least 0, default 0\nseed: 7\n")
                .contains("\nmodel: m\n", "\noptimizer.learning-rate: '3e-4'\n", "\nlearner.recompute: 'off'\n")
                .contains("\n# data.evaluate:\n");
    }

    @Test
    void pathsAreAbsoluteForAServiceMayRunElsewhere() throws Exception {
        // Given a model beside the configuration
        Files.createDirectories(folder.resolve("models/tiny"));
        RunSettings settings = settings(Map.of("model", "models/tiny"));
        // When
        Path file = folder.resolve("elsewhere.yaml");
        ResolvedYaml.write(file, settings, Map.of());
        // Then
        RunSettings read = RunSettings.load(file, Map.of());
        assertThat(read.get(Keys.MODEL))
                .isEqualTo(folder.resolve("models/tiny").toAbsolutePath().toString());
        assertThat(read.get(Keys.DATA_TRAIN)).isEqualTo("arithmetic");
    }

    @Test
    void peopleSeeEveryKeyAndNoSecret() throws Exception {
        // When
        String yaml = ResolvedYaml.forPeople(settings(Map.of("kafka.sasl.jaas.config", "user=me password=hidden")));
        // Then
        assertThat(yaml).contains(Keys.ALL.keySet()).doesNotContain("hidden");
    }

    private RunSettings settings(Map<String, String> more) throws Exception {
        Path file = folder.resolve("test.yaml");
        Files.writeString(file, "model: m\nsteps: 1\ndata: {train: arithmetic}\nrewards: {correctness: 1}\n");
        return RunSettings.load(file, new HashMap<>(more));
    }
}
