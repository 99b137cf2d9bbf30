package io.kafkagrpo.cli.past.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.record.KafkaClients;
import io.kafkagrpo.record.WeightVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCommandTest {
    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init") // before all tests
    private static EmbeddedBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static KafkaClients clients;

    @SuppressWarnings("NullAway.Init")
    private static WeightRun whole;

    @TempDir
    private Path own;

    @BeforeAll
    static void logRuns() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        clients = new KafkaClients(broker.bootstrapServers(), Map.of());
        whole = WeightRun.write(clients, "whole");
        WeightRun.write(clients, "limited").deleteUpTo(1);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 6})
    void anyVersionComesOutAsItWasTrained(int version) throws Exception {
        // When
        CommandRun export = export("whole", own.resolve("model"), "--version", Integer.toString(version));
        // Then: the very weights, beside the files that the run began with
        assertThat(export.exitCode()).as(export.err()).isZero();
        String checksum = "%016x".formatted(whole.announced(version).getWeightsSum());
        assertThat(export.out())
                .contains("Weight version %d of the run 'whole'".formatted(version), "checksum " + checksum);
        assertThat(sha256(own.resolve("model"))).isEqualTo(whole.sha256(version));
        for (String name : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
            assertThat(own.resolve("model").resolve(name)).hasSameBinaryContentAs(WeightRun.MINI.resolve(name));
        }
        JsonNode description =
                new JsonMapper().readTree(own.resolve("model/export.json").toFile());
        assertThat(description.get("run").asText()).isEqualTo("whole");
        assertThat(description.get("version").asInt()).isEqualTo(version);
        assertThat(description.get("weights_sum").asText()).isEqualTo(checksum);
        assertThat(names(own.resolve("model"))).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void theNewestIsTakenWhereNoneIsNamedAndItGenerates() throws Exception {
        // Given a folder that is there, and empty
        Path model = Files.createDirectory(own.resolve("model"));
        // When
        CommandRun export = export("whole", model);
        // Then
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(sha256(model)).isEqualTo(whole.sha256(6));
        CommandRun generate = CommandRun.of(
                "generate", model.toString(), "--prompt", "What is 3 + 1?", "--max-new-tokens", "4", "--threads", "1");
        assertThat(generate.exitCode()).as(generate.err()).isZero();
        assertThat(generate.err()).contains("ended by");
    }

    @Test
    void whatWasLeftByAnInterruptedExportIsReplaced() throws IOException {
        // Given an export that was killed while it wrote
        Path aside = Files.createDirectories(own.resolve("model/.export-in-progress"));
        Files.writeString(aside.resolve("config.json"), "{");
        Files.writeString(aside.resolve(".model.safetensors.partial"), "half");
        // When
        CommandRun export = export("whole", own.resolve("model"));
        // Then
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(sha256(own.resolve("model"))).isEqualTo(whole.sha256(6));
    }

    @Test
    void theRunDirsOwnModelComesFirst() throws IOException {
        // Given a run-dir with the files of the model that the run began with
        Path kept = Files.createDirectories(own.resolve("run/initial-model"));
        for (String name : names(WeightRun.MINI)) {
            if (!name.endsWith(".safetensors")) {
                Files.copy(WeightRun.MINI.resolve(name), kept.resolve(name));
            }
        }
        // When
        CommandRun export = export("whole", own.resolve("model"));
        // Then
        assertThat(export.exitCode()).as(export.err()).isZero();
        // And when a file of it is another one, it is named
        Files.writeString(kept.resolve("tokenizer_config.json"), "{}");
        CommandRun other = export("whole", own.resolve("other"));
        assertThat(other.exitCode()).isEqualTo(8);
        assertThat(other.err())
                .contains(kept.resolve("tokenizer_config.json") + ": this is not what the run began with");
        assertThat(own.resolve("other")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whole   | --version 7  | 2 | The value '7' of --version is no weight version of the run 'whole', which has announced versions 0 to 6.",
                "whole   | --version -1 | 2 | The value '-1' of --version is no weight version",
                "whole   | --version x  | 2 | Invalid value for option '--version'",
                "limited | --version 1  | 4 | Weight version 1 of the run 'limited' can't be read any more, for its chunks are gone from limited.weights; the nearest that can be is version 4, of 4 to 6.",
                "limited | --version 3  | 4 | for the chunks of version 1, which it builds on, are gone from limited.weights; the nearest that can be is version 4, of 4 to 6.",
                "nobody  | --version 1  | 3 | No run 'nobody' has begun in the Kafka at",
                "whole   | --set model=nowhere/at/all | 5 | The value 'nowhere/at/all' of model is no folder, but must be one with the config.json and tokenizer that the run began with.",
            })
    void whatCantBeIsSaidAndLeavesNothing(String name, String more, int exitCode, String sentence) {
        CommandRun export = export(name, own.resolve("model"), more.strip().split(" "));
        assertThat(export.exitCode()).as(export.err()).isEqualTo(exitCode);
        assertThat(export.err()).contains(sentence);
        assertThat(own.resolve("model")).doesNotExist();
    }

    @Test
    void aModelWithoutTokenizerIsRefusedByTheFileThatItLacks() throws IOException {
        Path bare = Files.createDirectory(own.resolve("bare"));
        Files.copy(WeightRun.MINI.resolve("config.json"), bare.resolve("config.json"));
        CommandRun export = export("whole", own.resolve("model"), "--set", "model=" + bare);
        assertThat(export.exitCode()).isEqualTo(5);
        assertThat(export.err()).contains("There is no tokenizer.json in the model directory " + bare);
    }

    @Test
    void aFolderThatHoldsSomethingIsNotTouched() throws IOException {
        Path taken = Files.createDirectory(own.resolve("taken"));
        Files.writeString(taken.resolve("notes.txt"), "mine");
        CommandRun folder = export("whole", taken);
        assertThat(folder.exitCode()).isEqualTo(2);
        assertThat(folder.err()).contains("is a folder that is not empty (it holds notes.txt)");
        assertThat(names(taken)).containsExactly("notes.txt");
        CommandRun file = export("whole", taken.resolve("notes.txt"));
        assertThat(file.exitCode()).isEqualTo(2);
        assertThat(file.err()).contains("is a file, but must be a folder that is new or empty");
    }

    @Test
    void weightsThatDontAddUpAreNotWritten() throws Exception {
        // Given a version whose announcement has another checksum than its weights
        WeightRun run = WeightRun.write(clients, "spoilt");
        WeightVersion last = run.announced(6);
        run.announce(last.toBuilder().setWeightsSum(last.getWeightsSum() ^ 1).build(), run.header());
        // When
        CommandRun export = export("spoilt", own.resolve("model"));
        // Then
        assertThat(export.exitCode()).isEqualTo(4);
        assertThat(export.err()).contains("Weight version 6 has checksum");
        assertThat(own.resolve("model")).doesNotExist();
    }

    private static String sha256(Path model) {
        try (HostWeights weights = HostWeights.read(model, ModelConfig.read(model))) {
            return weights.sha256();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private CommandRun export(String name, Path target, String... more) {
        List<String> arguments = new ArrayList<>(List.of("export", "arithmetic", "--to", target.toString()));
        arguments.addAll(List.of("--run-dir", own.resolve("run").toString()));
        arguments.addAll(
                List.of("--set", "run=" + name, "--set", "kafka.bootstrap-servers=" + broker.bootstrapServers()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
