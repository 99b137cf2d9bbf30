package io.kafkagrpo.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.Grpo;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Split;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands that run a model in this process, on the built-in one. */
class MiniModelTest {
    private static final String MINI =
            Installation.ofThisProcess().configFolder().resolve("models/mini").toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Grpo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void checkSaysWhatItFoundAndPrintsAConfigurationThatCanBeUsed() throws Exception {
        assertThat(run("check", "arithmetic")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("# model: " + Path.of(MINI).normalize(), "# data: ", "group-size: 8");
    }

    @Test
    void evaluationReportsItsFourFigures() {
        // When
        int code = run("eval", MINI, "--data", "arithmetic", "--limit", "40", "--threads", "1");
        // Then: the format is what the model was made for
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(" of 40; standard error")
                .containsPattern("format rate  (9[0-9]|100)\\.")
                .contains("mean reward", "mean length");
    }

    @Test
    void generationWritesTheCompletion() {
        // Given a question of the kind the model knows
        String question = Arithmetic.problems(Split.HELD_OUT).getFirst().question();
        // When
        int code = run("generate", MINI, "--prompt", question, "--max-new-tokens", "24", "--threads", "1");
        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("<reasoning>", "</reasoning><answer>", "</answer>");
        assertThat(err.toString()).contains("ended by stop");
    }
}
