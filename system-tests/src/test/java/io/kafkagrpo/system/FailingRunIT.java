package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which every group fails, through the real services: they end by themselves, and say why. */
class FailingRunIT {
    private static final int PROBLEMS = 400;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aRewardThatNeverHasAValueEndsTheRunAndItsNextStart() throws IOException {
        // Given: answers in words, of which the reward wants a number
        Path data = Files.write(
                folder.resolve("words.jsonl"),
                IntStream.range(0, PROBLEMS)
                        .mapToObj(
                                i -> problem("Ann has %d pears and buys 3. How many has she now?".formatted(i), "many"))
                        .toList());
        // When
        CommandRun first = train(data, "--set", "rewards.last-number=1");
        // Then
        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(3);
        assertThat(first.err())
                .contains("9 groups failed one after another, more than the 8 that failed-groups-limit = 2 (batches)")
                .contains("reward last-number: The reward last-number needs a reference answer with exactly one number")
                .contains("go on with --set failed-groups-limit=0");
        assertThat(first.out()).contains("note: with none of 20 problems that were tried");
        // And: its log says the same
        CommandRun again = train(data, "--set", "rewards.last-number=1");
        assertThat(again.exitCode()).isEqualTo(3);
        assertThat(again.err()).contains("9 groups failed one after another");
    }

    @Test
    void promptsThatAreTooLongEndTheRun() throws IOException {
        // Given: one problem that fits, so that the run is not refused before it; the seed puts it far
        // behind the first
        List<String> lines = new ArrayList<>(List.of(problem("1+1?", "2")));
        for (int i = 1; i < PROBLEMS; i++) {
            lines.add(
                    problem("Ann has %d pears and buys 3. How many has she now?".formatted(i), "%d".formatted(i + 3)));
        }
        Path data = Files.write(folder.resolve("long.jsonl"), lines);
        // When
        CommandRun run = train(data, "--set", "prompt.max-tokens=10");
        // Then
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.err())
                .contains("9 groups failed one after another")
                .containsPattern("the prompt has \\d+ tokens, more than prompt.max-tokens = 10; mend");
    }

    private CommandRun train(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", "arithmetic", "--run-dir", folder.resolve("run").toString()));
        List.of(
                        "data.train=" + data,
                        "steps=3",
                        "optimizer.warmup-steps=1",
                        "groups-per-step=4",
                        "group-size=4",
                        "failed-groups-limit=2",
                        "evaluation.limit=4",
                        "evaluation.every=0")
                .forEach(pair -> arguments.addAll(List.of("--set", pair)));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static String problem(String question, String answer) {
        return "{\"question\": \"%s\", \"answer\": \"%s\"}".formatted(question, answer);
    }
}
