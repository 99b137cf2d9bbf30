package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of staleness on a tiny run of the packaged services. */
class BenchStalenessIT {
    @TempDir
    private Path folder;

    @Test
    void trainsLooksBackAndCompares() throws Exception {
        // Given
        Path output = folder.resolve("staleness.json");
        Path plot = folder.resolve("staleness.svg");
        String[] arguments = {
            "bench",
            "staleness",
            "arithmetic",
            "--staleness=1",
            "--steps=3",
            "--problems=20",
            "--run-dir=" + folder.resolve("runs"),
            "--output=" + output,
            "--plot=" + plot,
            "--set=optimizer.warmup-steps=1",
            "--set=evaluation.limit=10",
            "--set=generator.simulated-token-latency-ms=5"
        };
        // When
        CommandRun run = CommandRun.of(arguments);
        // Then every second version and the last have answered
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("SIMULATED", "| 1 | 0 | none |");
        JsonNode measured =
                new JsonMapper().readTree(output.toFile()).get("runs").get(0);
        assertThat(measured.get("curve").findValues("step"))
                .extracting(JsonNode::asLong)
                .containsExactly(0L, 2L, 3L);
        assertThat(measured.get("max_staleness_seen").asLong()).isLessThanOrEqualTo(1);
        assertThat(measured.get("generator_idle").asDouble()).isBetween(0.0, 1.0);
        assertThat(measured.get("learner_waits").asDouble()).isBetween(0.0, 1.0);
        assertThat(Files.readString(plot)).contains("<svg");
        Path trained = folder.resolve("runs/staleness-1-seed-0");
        JsonNode report =
                new JsonMapper().readTree(trained.resolve("report.json").toFile());
        assertThat(report.get("simulated_token_latency_ms").asDouble()).isEqualTo(5);
        // And a run that is there is not trained again, but measured all the same
        Path again = folder.resolve("again.json");
        arguments[7] = "--output=" + again;
        assertThat(CommandRun.of(arguments).exitCode()).isZero();
        assertThat(new JsonMapper().readTree(again.toFile())).isEqualTo(new JsonMapper().readTree(output.toFile()));
        // And one that was interrupted is refused
        Files.delete(trained.resolve("report.json"));
        assertThat(CommandRun.of(arguments).exitCode()).isEqualTo(8);
    }
}
