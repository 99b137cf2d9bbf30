package io.kafkagrpo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known before a run is said before it. */
class PreflightTest {
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    @TempDir
    private Path folder;

    @Test
    void refusesARunWhosePromptsAreAllTooLong() throws IOException {
        // Given: a single short problem among a thousand long ones, which no sample is sure to have
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            lines.add(
                    problem(i == 777 ? "1+1?" : "Ann has 10 pears and buys 3 pears. How many pears has she now?", "2"));
        }
        Path data = Files.write(folder.resolve("mixed.jsonl"), lines);
        lines.remove(777);
        Path longOnes = Files.write(folder.resolve("long.jsonl"), lines);
        // When, Then
        CommandRun mixed = check(data, "--set", "prompt.max-tokens=10");
        assertThat(mixed.exitCode()).as(mixed.err()).isZero();
        assertThat(mixed.out()).contains("# note: prompts longer than prompt.max-tokens (10) fail their group");
        CommandRun refused = check(longOnes, "--set", "prompt.max-tokens=10");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err())
                .contains("the value '10' of prompt.max-tokens is less than the tokens of every prompt of " + longOnes)
                .contains("so every group would fail");
    }

    @Test
    void refusesPromptsThatTheTemplateCannotRender() throws IOException {
        // Given a model whose template takes no system message
        Path model = Files.createDirectories(folder.resolve("model"));
        try (Stream<Path> files = Files.list(MINI)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        Files.writeString(
                model.resolve("chat_template.jinja"),
                "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}");
        // When
        CommandRun refused = CommandRun.of(
                "check",
                "arithmetic",
                "--set",
                "model=" + model,
                "--set",
                "prompt.style=chat-template",
                "--set",
                "prompt.system=Be brief.");
        // Then
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).contains("can't render the messages").contains("no system");
    }

    @Test
    void notesThatARewardHasNoValueWithAnyOfTheProblems() throws IOException {
        Path none =
                Files.write(folder.resolve("none.jsonl"), List.of(problem("1+1?", "two"), problem("1+2?", "three")));
        Path one = Files.write(folder.resolve("one.jsonl"), List.of(problem("1+1?", "two"), problem("1+2?", "3")));
        String note = "note: with none of 2 problems that were tried";
        assertThat(check(none, "--set", "rewards.last-number=1").out())
                .contains(note)
                .contains(
                        "reward last-number: The reward last-number needs a reference answer with exactly one number");
        assertThat(check(one, "--set", "rewards.last-number=1").out()).doesNotContain(note);
    }

    private static CommandRun check(Path data, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("check", "arithmetic", "--set", "data.train=" + data, "--set", "data.evaluate=arithmetic"));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static String problem(String question, String answer) {
        return "{\"question\": \"%s\", \"answer\": \"%s\"}".formatted(question, answer);
    }
}
