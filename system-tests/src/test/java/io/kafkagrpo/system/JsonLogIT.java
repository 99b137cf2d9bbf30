package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.launch.Services;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a packaged service, for a program that collects logs. */
class JsonLogIT {
    /** Nobody listens there. */
    private static final String NO_KAFKA = "127.0.0.1:1";

    @TempDir
    private Path folder;

    @Test
    @Timeout(300) // against hanging for ever
    void everyLineIsAnObjectThatNamesItsRun() throws Exception {
        // Given a generator that is asked for JSON, and waits for its Kafka
        Installation installation = Installation.ofThisProcess();
        ProcessBuilder command = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dgrpo.config=" + installation.configFolder().resolve("arithmetic.yaml"),
                        "-Dgrpo.set=run=told,kafka.bootstrap-servers=" + NO_KAFKA,
                        "-Dgrpo.run-dir=" + folder.resolve("run"),
                        "-Dquarkus.http.port=0",
                        "-jar",
                        installation.serviceJar(Services.GENERATOR).toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("GRPO_LOG_JSON", "true");
        command.environment().put("OMP_NUM_THREADS", "1");
        Process generator = command.start();
        // When it says what it waits for
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = generator.inputReader()) {
            String line;
            while ((line = lines.readLine()) != null) {
                JsonNode said = json.readTree(line);
                if (said.path("message").asText().contains(NO_KAFKA)) {
                    // Then the line says of which run
                    assertThat(said.at("/mdc/run").asText()).isEqualTo("told");
                    assertThat(said.path("level").asText()).isEqualTo("INFO");
                    return;
                }
            }
            throw new AssertionError("The generator ended with %d.".formatted(generator.waitFor()));
        } finally {
            generator.destroyForcibly();
        }
    }
}
