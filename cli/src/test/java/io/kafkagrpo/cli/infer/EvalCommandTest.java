package io.kafkagrpo.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.process.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code grpo eval} takes from the environment, as in containers; the model is the built-in one. */
class EvalCommandTest {
    private static final Path CONFIG = Installation.ofThisProcess().configFolder();

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheEnvironment() {
        Stream.of("grpo.config", "grpo.set", "grpo.run-dir").forEach(System::clearProperty);
    }

    @Test
    void withoutArgumentsAsksTheRunsModelTheRunsHeldOutProblems() throws IOException {
        // Given a run that has finished, and whose held-out problems a further key names
        Path trained = Files.createDirectories(new RunFolder(folder).model());
        for (Path file : files(CONFIG.resolve("models").resolve("mini"))) {
            Files.copy(file, trained.resolve(file.getFileName()));
        }
        Path problems = Files.writeString(
                folder.resolve("problems.jsonl"), "{\"question\": \"3+4=?\", \"answer\": \"7\"}\n".repeat(3));
        System.setProperty("grpo.run-dir", folder.toString());
        System.setProperty("grpo.config", CONFIG.resolve("arithmetic.yaml").toString());
        System.setProperty("grpo.set", "data.evaluate=" + problems);
        // When
        CommandRun eval = CommandRun.of("eval", "--threads", "1");
        // Then
        assertThat(eval.exitCode()).as(eval.err()).isZero();
        assertThat(eval.out()).contains(" of 3; standard error");
    }

    @Test
    void saysThatTheRunHasNotFinished() {
        System.setProperty("grpo.run-dir", folder.toString());
        System.setProperty("grpo.config", CONFIG.resolve("arithmetic.yaml").toString());
        CommandRun eval = CommandRun.of("eval");
        assertThat(eval.exitCode()).isEqualTo(3);
        assertThat(eval.err()).contains("The run in " + folder + " has no trained model yet");
    }

    @Test
    void wantsAModelAndDataWhereTheEnvironmentNamesNone() {
        CommandRun neither = CommandRun.of("eval");
        assertThat(neither.exitCode()).isEqualTo(2);
        assertThat(neither.err()).contains("Missing required parameter: 'MODEL'");
        CommandRun noData = CommandRun.of("eval", CONFIG.resolve("models/mini").toString());
        assertThat(noData.exitCode()).isEqualTo(2);
        assertThat(noData.err()).contains("Missing required parameter: '--data=FILE'");
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
