package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists of any texts: {@code sampling.stop} and {@code evaluation.stop}. */
class TextListTest {
    private static final String LEAST = """
            model: m
            steps: 1
            data.train: arithmetic
            rewards: {correctness: 1}
            """;

    @TempDir
    private Path folder;

    static Stream<List<String>> lists() {
        return Stream.of(
                List.of("</answer>"),
                List.of("a,b", "c"),
                List.of("\n\n", "\t", " ", "  x  "),
                List.of("\\", "\\n", ",", "\\,"),
                List.of("Ende.", "終"));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListComesBackAsItWas(List<String> list) {
        assertThat(TextList.split(TextList.join(list))).isEqualTo(list);
        // also through the line of the resolved configuration, whose edges are stripped
        assertThat(Keys.STOP.parse("  " + TextList.join(list) + " ", "file")).isEqualTo(list);
    }

    @Test
    void aYamlListIsTakenAsItIs() throws IOException {
        // Given
        RunSettings settings = load("sampling.stop: [\"</answer>\", \"\\n\\n\", \"a, b\"]", Map.of());
        // Then a configuration that was resolved and read again says the same
        assertThat(settings.get(Keys.STOP)).containsExactly("</answer>", "\n\n", "a, b");
        assertThat(load("", Map.of("sampling.stop", settings.shared().get("sampling.stop")))
                        .get(Keys.STOP))
                .isEqualTo(settings.get(Keys.STOP));
    }

    @Test
    void whereNothingIsSaidAnOldRunsConfigurationIsTheSame() throws IOException {
        assertThat(load("", Map.of()).shared()).doesNotContainKeys("sampling.stop", "evaluation.stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a,,b", "a\\q", "a\\"})
    void anEmptyTextAndAStrayBackslashAreRefused(String text) {
        assertThatThrownBy(() -> load("", Map.of("evaluation.stop", text)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "the value '%s' of evaluation.stop is not a list of texts, none of them empty", text);
    }

    private RunSettings load(String more, Map<String, String> overrides) throws IOException {
        return RunSettings.load(Files.writeString(folder.resolve("run.yaml"), LEAST + more), overrides);
    }
}
