package io.kafkagrpo.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PretrainCommandTest {

    private final StringWriter said = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void aModelThatIsThereIsNotOverwritten() throws IOException {
        // Given
        Path weights = Files.writeString(directory.resolve("model.safetensors"), "precious");

        // When
        int exitCode = execute("pretrain", "--out", directory.toString());

        // Then
        assertThat(exitCode).isEqualTo(ExitCode.USAGE.code());
        assertThat(said.toString()).contains("already holds a model").contains(directory.toString());
        assertThat(weights).hasContent("precious");
    }

    @Test
    void aCleanModelOfOtherOptionsIsNotTakenForThisOne() throws IOException {
        // Given what a call with another seed left
        Path out = directory.resolve("mini");
        Path clean = Files.createDirectory(directory.resolve("mini.clean"));
        Files.writeString(clean.resolve("pretrain.txt"), "seed 77");

        // When
        int exitCode = execute("pretrain", "--out", out.toString());

        // Then
        assertThat(exitCode).isEqualTo(ExitCode.MODEL.code());
        assertThat(said.toString()).contains(clean.toString()).contains("seed 77");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void stepsHaveToBePositive() {
        int exitCode = execute("pretrain", "--steps", "0", "--out", directory.toString());

        assertThat(exitCode).isEqualTo(ExitCode.USAGE.code());
        assertThat(said.toString()).contains("at least 1");
    }

    @Test
    void aTaskThatIsNoneIsNamedWithThoseThatThereAre() {
        int exitCode = execute("pretrain", "--task", "sorting", "--out", directory.toString());

        assertThat(exitCode).isEqualTo(ExitCode.USAGE.code());
        assertThat(said.toString()).contains("'sorting'").contains("arithmetic and countdown");
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Grpo.commandLine();
        commandLine.setOut(new PrintWriter(said, true));
        commandLine.setErr(new PrintWriter(said, true));
        return commandLine.execute(arguments);
    }
}
