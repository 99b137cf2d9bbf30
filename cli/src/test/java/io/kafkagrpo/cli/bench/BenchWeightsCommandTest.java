package io.kafkagrpo.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With the built-in model, a learner in a process of its own, and real steps. */
class BenchWeightsCommandTest {
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    @Test
    void versionsOfAnotherProcessAreFollowedAndTakenUp() {
        // When
        CommandRun bench = CommandRun.of(
                "bench",
                "weights",
                MINI.toString(),
                "--steps",
                "2",
                "--batch",
                "2",
                "--lr",
                "1e-4",
                "--threads",
                "1"); // as other tests, for libtorch is started once in a process
        // Then all of the table is there, and of the million values some have changed
        assertThat(bench.exitCode()).as(bench.err()).isZero();
        assertThat(bench.out().lines().map(line -> line.split(" \\| ")[0]))
                .contains(
                        "| delta: values that change",
                        "| delta: committed",
                        "| delta: pause of sampling",
                        "| snapshot: checksums",
                        "| snapshot: from publishing to sampling with it");
        assertThat(bench.out().lines().filter(line -> line.startsWith("| delta: values that change")))
                .singleElement()
                .satisfies(line ->
                        assertThat(Double.parseDouble(line.split(" \\| ")[1])).isBetween(0.1, 100.0));
    }
}
