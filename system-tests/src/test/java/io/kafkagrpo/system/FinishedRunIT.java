package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a run that has finished. */
class FinishedRunIT {
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void itGoesOnInAnotherRunAndIsRecomputedElsewhereFromItsTopicsAlone() throws IOException {
        // Given
        Path runDir = folder.resolve("run");
        CommandRun trained = train(runDir, "steps=2");
        assertThat(trained.exitCode()).as(trained.out() + trained.err()).isZero();

        // Then: its services' own settings gave nothing to warn of, and no figure has more digits than
        // a person reads
        for (String service : List.of("learner", "generator", "reward")) {
            assertThat(Files.readAllLines(runDir.resolve("logs/%s-service.log".formatted(service))))
                    .noneMatch(line -> line.matches(".* (WARN|ERROR) +\\[(config|MeterRegistry|StreamsConfig)].*"))
                    .noneMatch(line -> line.matches(".*\\d\\.0*[1-9]\\d{5,}.*"));
        }

        // When: it is asked for more steps
        CommandRun more = train(runDir, "steps=3");
        // Then
        assertThat(more.exitCode()).isEqualTo(8);
        assertThat(more.err())
                .contains("This run has finished its 2 steps, and can't be given more")
                .contains("./grpo fork %s --step 2 --set steps=3 --into NAME".formatted(runDir));
        // And: what it says works
        CommandRun next = CommandRun.of(
                "fork",
                runDir.toString(),
                "--step",
                "2",
                "--set",
                "steps=3",
                "--into",
                "next",
                "--into-dir",
                folder.resolve("next").toString());
        assertThat(next.exitCode()).as(next.out() + next.err()).isZero();

        // When: it is carried to another cluster
        String archive = folder.resolve("archive").toString();
        CommandRun archived = CommandRun.of("archive", "arithmetic", "--to", archive, "--run-dir", runDir.toString());
        assertThat(archived.exitCode()).as(archived.err()).isZero();
        try (EmbeddedBroker elsewhere = EmbeddedBroker.start(folder.resolve("elsewhere"), 0)) {
            String servers = "kafka.bootstrap-servers=" + elsewhere.bootstrapServers();
            CommandRun imported = CommandRun.of("import", archive, "--set", servers);
            assertThat(imported.exitCode()).as(imported.err()).isZero();
            // Then: it comes out as logged there, where there are neither its weights nor its data
            Path shape = Files.createDirectories(folder.resolve("shape"));
            Files.copy(MINI.resolve("config.json"), shape.resolve("config.json"));
            String[] replay = {
                "replay",
                "arithmetic",
                "--run-dir",
                folder.resolve("replay").toString(),
                "--set",
                servers,
                "--set",
                "model=" + shape,
                "--set",
                "data.train=gone.jsonl"
            };
            CommandRun replayed = CommandRun.of(withConfiguration(replay, "steps=2"));
            assertThat(replayed.exitCode()).as(replayed.err()).isZero();
        }
    }

    private static CommandRun train(Path runDir, String... more) {
        return CommandRun.of(
                withConfiguration(new String[] {"train", "arithmetic", "--run-dir", runDir.toString()}, more));
    }

    private static String[] withConfiguration(String[] command, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        List<String> pairs = new ArrayList<>(
                List.of("optimizer.warmup-steps=1", "groups-per-step=4", "evaluation.limit=8", "evaluation.every=0"));
        pairs.addAll(List.of(more));
        pairs.forEach(pair -> arguments.addAll(List.of("--set", pair)));
        return arguments.toArray(String[]::new);
    }
}
