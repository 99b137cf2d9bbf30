package io.kafkagrpo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("grpo.termination-log");
    }

    @Test
    void lieInTheFileThatTheEnvironmentNames() {
        // Given
        Path file = folder.resolve("termination-log");
        System.setProperty("grpo.termination-log", file.toString());
        // When
        LastWords.say("There is no model directory nowhere.");
        // Then
        assertThat(file).hasContent("There is no model directory nowhere.");
    }

    @Test
    void lieNowhereWithoutIt() {
        LastWords.say("There is no model directory nowhere.");
        assertThat(folder).isEmptyDirectory();
    }
}
