package io.kafkagrpo.cli.reward;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.process.ExitCode;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RewardServeCommandTest {

    @Test
    void aShippedFunctionIsServedUntilItIsStopped() throws Exception {
        RewardServeCommand command = new RewardServeCommand();
        try (PipedReader printed = new PipedReader();
                BufferedReader lines = new BufferedReader(printed)) {
            // When
            PrintWriter out = new PrintWriter(new PipedWriter(printed), true);
            CompletableFuture<Integer> serving = CompletableFuture.supplyAsync(
                    () -> new CommandLine(command)
                            .setOut(out)
                            .execute(
                                    "length-target",
                                    "--set",
                                    "target-tokens=10",
                                    "--set",
                                    "tolerance-tokens=4",
                                    "--port",
                                    "0"),
                    task -> Thread.ofPlatform().name("grpo-reward-serve").start(task));
            // Then it says where
            Matcher url = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/score) until Ctrl-C")
                    .matcher(lines.readLine());
            assertThat(url.find()).isTrue();
            // and answers
            HttpRequest request = HttpRequest.newBuilder(URI.create(url.group(1)))
                    .POST(BodyPublishers.ofString("{\"rows\": [{\"completion\": \"a\", \"token_count\": 8}]}"))
                    .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("{\"rewards\":[0.5]}");
            }
            // When, Then
            command.stop();
            assertThat(serving.join()).isZero();
            assertThat(lines.readLine()).isEqualTo("Scored 1 completions.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lenght-target               | 3 | There is no reward function \"lenght-target\"; known are length-target",
                "regex                       | 3 | The reward function \"regex\" needs the parameter pattern.",
                "ended --set tag=x           | 3 | The reward function \"ended\" has no parameter \"tag\"; it takes none.",
                "ended --port 70000          | 2 | The value 70000 of --port is no port",
                "ended --host no.such.host.invalid | 2 | can't be resolved",
                "ended --plugins missing.jar | 3 | missing.jar",
                "ended --set oops            | 2 | KEY=VALUE",
            })
    void whatIsWrongIsNamed(String words, int code, String sentence) {
        CommandRun run = CommandRun.of(("reward serve " + words).split(" "));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.of("reward", "serve", "ended", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(run.exitCode()).isEqualTo(ExitCode.PORT.code());
            assertThat(run.err())
                    .contains("The port %d of 127.0.0.1 can't be listened at".formatted(taken.getLocalPort()));
        }
    }
}
