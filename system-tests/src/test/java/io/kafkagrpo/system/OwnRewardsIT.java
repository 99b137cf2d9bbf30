package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.record.RewardValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a data file and a model of one's own to a trained model, with a reward of one's own in Java, in Python and
 * behind HTTP. The configuration, the script and the server are those that the documents tell readers to type.
 */
class OwnRewardsIT {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path MINI = Path.of("..", "config", "models", "mini");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void eachRewardValuesEachCompletionAndTheTrainedModelIsThere() throws Exception {
        // Given what a user has
        Path data = Files.write(
                folder.resolve("sums.jsonl"),
                IntStream.rangeClosed(2, 41)
                        .mapToObj(i -> "{\"question\": \"%d+7=?\", \"answer\": \"%d\"}".formatted(i, i + 7))
                        .toList());
        Path config = written(
                "sums.yaml",
                block("your-own-data.md", "<<'END'\n(.*?) +END\n").replace("config/models/mini", copiedModel()));
        Path script = written("brief.py", block("rewards.md", "```python\n(def reward.*?)```"));
        // And a project for a function in Java, which is built as it is
        Path project = folder.resolve("brevity");
        CommandRun created = CommandRun.of("reward", "new", "brevity", "--folder", project.toString());
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(exitCode("mvn", "-q", "-B", "-f", project.resolve("pom.xml").toString(), "package"))
                .isZero();
        // And a server
        int port = freePort();
        Path server = written(
                "server.py",
                block("rewards.md", "```python\n(import http.*?)```").replace("9000", "" + port));
        Process serving = new ProcessBuilder("python3", server.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("server.log").toFile())
                .start();
        try {
            // When
            RunProbe probe = new RunProbe(folder.resolve("run"), "sums");
            CommandRun trained = command(
                    List.of(
                            "train",
                            config.toString(),
                            "--run-dir",
                            folder.resolve("run").toString()),
                    "rewards.plugins=" + project.resolve("target/brevity-1.jar"),
                    "rewards.brevity.words=20",
                    "rewards.brief.python.script=" + script,
                    "rewards.length.http.url=http://localhost:%d/score".formatted(port));
            // Then
            assertThat(trained.exitCode()).as(trained.out() + trained.err()).isZero();
            try (EmbeddedBroker broker = probe.broker()) {
                RunLog log = probe.log(broker);
                log.assertNothingLostNothingTwice(4, 4);
                assertThat(log.scoredGroups())
                        .flatExtracting(group -> group.getCompletionsList())
                        .isNotEmpty()
                        .allSatisfy(completion -> assertThat(completion.getRewardsList())
                                .filteredOn(RewardValue::hasValue)
                                .extracting(RewardValue::getFunction)
                                .containsExactlyInAnyOrder("correctness", "format", "brevity", "brief", "length"));
            }
        } finally {
            serving.destroyForcibly().waitFor();
        }
        // In a process of its own, for a process keeps the threads that libtorch was first started with.
        List<String> evaluation = List.of(
                "eval", folder.resolve("run").toString(), "--data", data.toString(), "--config", config.toString());
        try (CommandProcess evaluated = new CommandProcess(folder, Map.of(), List.of("-Xmx1g"), evaluation)) {
            assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        }
    }

    private static CommandRun command(List<String> words, String... settings) {
        List<String> command = new ArrayList<>(words);
        List.of(settings).forEach(pair -> command.addAll(List.of("--set", pair)));
        return CommandRun.of(command.toArray(String[]::new));
    }

    private String copiedModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("own-model"));
        try (var files = Files.list(MINI)) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        return model.toString();
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** What a reader of a document copies, without the indentation of its block. */
    private static String block(String document, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(DOCS.resolve(document)));
        assertThat(found.find()).as("%s has what the test types", document).isTrue();
        return found.group(1).stripIndent();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private int exitCode(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile());
        builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home")));
        return builder.start().waitFor();
    }
}
