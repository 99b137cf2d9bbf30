package io.kafkagrpo.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigurationsTest {
    private static final Path FOLDER = Path.of("../../config");

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedFileMakesAllThatItNames(Path file) {
        // Given
        RunSettings settings = RunSettings.load(file, Map.of());
        // Then none of these refuses
        ObjectiveFromSettings.objective(settings);
        ObjectiveFromSettings.advantages(settings);
        ObjectiveFromSettings.groupFilter(settings);
        ObjectiveFromSettings.schedule(settings);
        settings.configuredRewards().open().close();
        EvaluationFromSettings.check(settings);
        assertThat(PromptsFromSettings.renderer(
                                settings,
                                () -> (messages, _) -> messages.getLast().content(),
                                Map.of())
                        .render("1+1?"))
                .contains("1+1?");
    }

    @Test
    void theTextsAreThoseThatOldRunsRecorded() throws IOException {
        // Given
        Properties recorded = new Properties();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("arithmetic.resolved"))) {
            recorded.load(in);
        }
        Map<String, String> expected = new TreeMap<>();
        recorded.stringPropertyNames().forEach(name -> expected.put(name, recorded.getProperty(name)));
        // When
        RunSettings settings = RunSettings.load(FOLDER.resolve("arithmetic.yaml"), Map.of());
        // Then
        assertThat(settings.resolved()).containsAllEntriesOf(expected);
    }
}
