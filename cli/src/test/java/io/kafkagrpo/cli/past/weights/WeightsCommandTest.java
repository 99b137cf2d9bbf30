package io.kafkagrpo.cli.past.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.WeightVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsCommandTest {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static KafkaClients clients;

    @SuppressWarnings("NullAway.Init")
    private static WeightRun whole;

    @BeforeAll
    static void logARun() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        whole = WeightRun.write(clients, "whole");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void everyVersionIsListedWithWhatItCost() {
        // When
        CommandRun weights = command("whole");
        // Then
        assertThat(weights.exitCode()).as(weights.err()).isZero();
        List<String> lines = weights.out().lines().toList();
        assertThat(lines.getFirst()).contains("version", "kind", "payload", "of full", "changed", "checksum");
        for (int version = 0; version < WeightRun.VERSIONS; version++) {
            assertThat(row(weights, version))
                    .contains(" %016x ".formatted(whole.announced(version).getWeightsSum()))
                    .endsWith("  yes");
        }
        assertThat(row(weights, 0)).containsPattern("full +1\\.\\d MB 100\\.00 % +- +- +0 [0-9a-f]{16} +- ");
        assertThat(row(weights, 3))
                .containsPattern(
                        "delta +\\d+\\.\\d kB +\\d\\.\\d\\d % +3,000 +0\\.\\d\\d % +3 [0-9a-f]{16} +\\d+\\.\\d{3} ");
        assertThat(row(weights, 4)).contains(" full ");
        assertThat(weights.out())
                .containsPattern(
                        "7 versions \\(2 full, 5 deltas\\), \\d\\.\\d MB of payload in the log; a delta has \\d\\.\\d\\d % of a full snapshot's 1\\.\\d MB on average; 7 can be read, the oldest 0, the newest 6\\.")
                .contains("sent s: seconds by the learner's clock");
    }

    @Test
    void whatRetentionTookIsToldFromWhatCanBeRead() throws Exception {
        // Given
        WeightRun.write(clients, "limited").deleteUpTo(1);
        // When
        CommandRun weights = command("limited");
        // Then
        assertThat(row(weights, 0)).endsWith("  gone");
        assertThat(row(weights, 1)).endsWith("  gone");
        assertThat(row(weights, 2)).endsWith("  base gone");
        assertThat(row(weights, 3)).endsWith("  base gone");
        assertThat(row(weights, 4)).endsWith("  yes");
        assertThat(weights.out()).contains("3 can be read, the oldest 4, the newest 6.");
    }

    @Test
    void aVersionThatWasPublishedOnceMoreTellsNoTimeOfItsFirst() throws Exception {
        // Given
        WeightRun run = WeightRun.write(clients, "again");
        run.publishNewestOnceMore();
        // When
        CommandRun weights = command("again");
        // Then
        assertThat(row(weights, 6)).containsPattern(" full .* [0-9a-f]{16} +-  yes$");
        assertThat(weights.out()).contains("7 versions (3 full, 4 deltas)");
    }

    @Test
    void aStrangersAnnouncementIsNoVersion() throws Exception {
        // Given
        WeightRun run = WeightRun.write(clients, "visited");
        run.announce(WeightVersion.newBuilder().setVersion(99).build(), RunHeader.NONE);
        // Then
        assertThat(command("visited").out()).contains("7 versions ").doesNotContain("99 ");
    }

    @Test
    void aRunThatAnotherProcessWorksOnIsReadWhereItIsServed() {
        // Given a run-dir with its broker, held as train holds it
        try (RunDirectory _ = RunDirectory.open(folder)) {
            // When
            CommandRun weights =
                    CommandRun.of("weights", "arithmetic", "--run-dir", folder.toString(), "--set", "run=whole");
            // Then
            assertThat(weights.out()).as(weights.err()).contains("7 can be read");
        }
    }

    @Test
    void aRunThatHasNotBegunIsNamed() {
        CommandRun weights = command("nobody");
        assertThat(weights.exitCode()).isEqualTo(3);
        assertThat(weights.err()).contains("No run 'nobody' has begun in the Kafka at " + broker.bootstrapServers());
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "999949, 999.9 kB", "999950, 1.0 MB", "15200000000, 15.2 GB"})
    void bytesAreReadable(long bytes, String text) {
        assertThat(WeightsTable.bytes(bytes)).isEqualTo(text);
    }

    private static String row(CommandRun weights, int version) {
        return weights.out()
                .lines()
                .filter(line -> line.startsWith("%7d ".formatted(version)))
                .findFirst()
                .orElse("no row of version %d".formatted(version));
    }

    private static CommandRun command(String name) {
        List<String> arguments = new ArrayList<>(List.of("weights", "arithmetic", "--set", "run=" + name));
        arguments.addAll(List.of("--run-dir", folder.resolve("run").toString()));
        arguments.addAll(List.of("--set", "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
