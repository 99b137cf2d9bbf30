package io.kafkagrpo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.launch.RunDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GrpoTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Grpo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    trian                                        | 2 | Did you mean: grpo train
                    frobnicate                                   | 2 | Try 'grpo --help'
                    check                                        | 2 | Missing required parameter: 'CONFIG'
                    check arithmetic --no-such-option            | 2 | Unknown option: '--no-such-option'
                    check aritmetic                              | 3 | did you mean arithmetic?
                    check arithmetic --set stepz=3               | 3 | there is no key 'stepz'; the nearest one is 'steps'
                    check arithmetic --set steps                 | 3 | written KEY=VALUE
                    check arithmetic --set steps=0               | 3 | the value '0' of steps is not a whole number of at least 1
                    check arithmetic --set steps=3 group-size=x  | 3 | the value 'x' of group-size
                    check arithmetic --set rewards.corectness=1  | 3 | There is no reward function "corectness"
                    check arithmetic --set data.train=nothing    | 4 | nothing
                    check arithmetic --set steps=5 optimizer.warmup-steps=6 | 3 | exceeds steps
                    rescore nothing --rewards nothing.yaml       | 3 | There is no configuration file nothing.yaml
                    report arithmetic --run-dir nothing          | 3 | nothing holds no run
                    eval nothing --data arithmetic               | 5 | There is no model directory nothing
                    eval nothing --data nothing.jsonl            | 4 | nothing.jsonl
                    generate nothing --prompt x                  | 5 | There is no model directory nothing
                    generate nothing --prompt x --temperature -1 | 2 | allowed is 0 or more
                    check arithmetic --set model=nothing         | 5 | There is no model directory nothing
                    bench staleness arithmetic --staleness 0,-1  | 2 | The value -1 of --staleness
                    bench staleness arithmetic --target 101      | 2 | --target
                    bench staleness arithmetic --steps 0         | 3 | the value '0' of steps
                    train arithmetic --set model=nothing         | 5 | There is no model directory nothing
                    """)
    void refusesWithOneSentenceAndItsExitCode(String line, int exitCode, String sentence) {
        // When
        int code = run((line + (line.startsWith("train") ? " --run-dir " + folder.resolve("run") : "")).split(" +"));
        // Then
        assertThat(code).isEqualTo(exitCode);
        assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
        assertThat(err.toString().lines().count()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\u0007b", "run 😀"})
    void refusesAPathThatNoneOrNotAllCanOpen(String path) {
        assertThat(run("train", "arithmetic", "--run-dir", path)).isEqualTo(2);
        assertThat(err.toString())
                .contains("--run-dir")
                .doesNotContain("\u0007")
                .doesNotContain("Exception");
        assertThat(err.toString().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void controlCharactersOfAnArgumentDontReachTheTerminal() {
        assertThat(run("check", "arith\u001b[31mmetic")).isEqualTo(3);
        assertThat(err.toString()).doesNotContain("\u001b").contains("\\u001b[31m");
    }

    @Test
    void aHeldFolderIsHeldByOneAndLeavesNoLockBehind() {
        try (RunDirectory _ = RunDirectory.open(folder)) {
            assertThat(folder.resolve("lock")).exists();
        }
        assertThat(folder.resolve("lock")).doesNotExist();
        assertThat(folder.resolve("pids")).doesNotExist();
    }

    @Test
    void showsTheStackTraceOnlyIfAsked() {
        assertThat(run("--verbose", "check", "aritmetic")).isEqualTo(3);
        assertThat(err.toString()).contains("\tat io.kafkagrpo");
    }

    @Test
    void saysWhichLineOfADataFileIsMalformed() throws Exception {
        // Given
        Path data = folder.resolve("problems.jsonl");
        Files.writeString(data, "{\"question\": \"1+1\", \"answer\": \"2\"}\n{\"question\": 3}\n");
        // When
        int code = run("check", "arithmetic", "--set", "data.train=" + data);
        // Then
        assertThat(code).isEqualTo(4);
        assertThat(err.toString()).contains("Line 2 of").contains("problems.jsonl");
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "train --help",
        "check --help",
        "eval --help",
        "generate --help",
        "score --help",
        "rescore --help",
        "report --help",
        "weights --help",
        "export --help",
        "bench endurance --help",
        "bench staleness --help",
        "bench memory --help"
    })
    void everyHelpHasExamples(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage: grpo", "Examples:");
    }

    @Test
    void aSecondProcessMayNotUseTheRunDirectory() {
        try (RunDirectory _ = RunDirectory.open(folder)) {
            assertThat(run("train", "arithmetic", "--run-dir", folder.toString()))
                    .isEqualTo(8);
        }
        assertThat(err.toString())
                .contains("is in use by process " + ProcessHandle.current().pid());
    }
}
