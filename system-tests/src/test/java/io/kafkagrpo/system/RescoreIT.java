package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.process.RunFolder;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** docs/replay.md in short: a run is scored again under another reward, and what changed is looked at. */
class RescoreIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aRunIsScoredAgainKilledTakenUpAndWhatChangedIsShown() throws Exception {
        // Given a short run
        Path directory = folder.resolve("run");
        RunProbe probe = new RunProbe(directory, "arithmetic");
        probe.start(
                "arithmetic",
                "--set",
                "steps=3",
                "--set",
                "optimizer.warmup-steps=1",
                "--set",
                "evaluation.limit=20",
                "--set",
                "evaluation.every=0");
        assertThat(probe.exitCode()).isZero();
        Path rewards = Files.writeString(folder.resolve("terse.yaml"), """
                rewards:
                  correctness: 1
                  length-penalty: {weight: 1, max-tokens: 24, buffer-tokens: 16}
                """);
        List<String> command = List.of("rescore", directory.toString(), "--rewards", rewards.toString(), "--json");
        // When: it is scored again, but killed as soon as its service is there
        try (CommandProcess killed = new CommandProcess(folder, Map.of(), List.of("-Xmx1g"), command)) {
            Path pid = new RunFolder(directory).pid("rescore-terse");
            while (!Files.exists(pid) && killed.isAlive()) {
                Thread.sleep(20); // a file has no event that is simpler than this
            }
            assertThat(pid).exists();
        }
        // And once more, to its end
        CommandRun done = CommandRun.of(command.toArray(String[]::new));
        // Then
        assertThat(done.exitCode()).as(done.err()).isZero();
        JsonNode report = new JsonMapper().readTree(done.out());
        assertThat(report.path("groups").asLong()).isGreaterThanOrEqualTo(3 * 16);
        assertThat(report.path("functions")
                        .path("length-penalty")
                        .path("before")
                        .isNull())
                .isTrue();
        assertThat(report.path("functions")
                        .path("length-penalty")
                        .path("after")
                        .path("values")
                        .asLong())
                .isPositive();
        assertThat(report.path("advantages").path("compared").asLong()).isPositive();
        // And every group is there once
        Topics topics = new Topics("arithmetic");
        try (EmbeddedBroker broker = probe.broker()) {
            KafkaClients clients = new KafkaClients(broker.bootstrapServers(), Map.of());
            assertThat(keys(clients, topics.rescored("terse")))
                    .containsExactlyInAnyOrderElementsOf(keys(clients, topics.scoredGroups()));
        }
        // And what changed can be read
        CommandRun show = CommandRun.of("show", directory.toString(), "--changed", "--limit", "1");
        assertThat(show.out()).as(show.err()).contains("before", "length-penalty", "used by step");
        // And steps can be asked for
        CommandRun one = CommandRun.of(
                "rescore",
                directory.toString(),
                "--rewards",
                rewards.toString(),
                "--into",
                "second",
                "--from-step",
                "2",
                "--to-step",
                "2");
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out()).contains("most changed", "topic arithmetic.rescored-second");
        // And the run itself is as it was
        CommandRun audit = CommandRun.of("audit", directory.toString());
        assertThat(audit.exitCode()).as(audit.out()).isZero();
    }

    private static List<String> keys(KafkaClients clients, String topic) {
        List<String> keys = new ArrayList<>();
        new TopicReader(clients).readAll(topic, entry -> keys.add(entry.key()));
        return keys;
    }
}
