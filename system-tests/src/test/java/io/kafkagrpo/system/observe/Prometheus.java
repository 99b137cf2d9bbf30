package io.kafkagrpo.system.observe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.broker.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The system's own Prometheus in a process of its own, asked through its HTTP API. */
final class Prometheus implements AutoCloseable {
    private final Process process;
    private final URI root;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Skips the test where a program of Debian's package prometheus isn't on the PATH. */
    static void assumeInstalled(String program) {
        boolean isThere = Stream.of(
                        Objects.requireNonNull(System.getenv("PATH")).split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(
                isThere, "SKIPPED: there is no %s on the PATH; Debian's package prometheus has it".formatted(program));
    }

    /** Starts it with this configuration and waits until it answers. */
    Prometheus(Path configuration, Path data) throws IOException {
        int port = FreePort.any();
        root = URI.create("http://127.0.0.1:%d/".formatted(port));
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + data,
                        "--web.listen-address=127.0.0.1:" + port)
                .start();
        BufferedReader words = process.errorReader(StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        String _ = words.lines()
                .peek(said::add)
                .filter(line -> line.contains("Server is ready to receive web requests"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Prometheus ended before it was ready: " + said));
        // what it says later must not fill the pipe
        Thread.ofVirtual().start(() -> words.lines().forEach(_ -> {}));
    }

    /** What it knows of those that it asks: {@code labels.job}, {@code health}, {@code lastError}. */
    JsonNode targets() throws IOException, InterruptedException {
        return data("api/v1/targets?state=active").path("activeTargets");
    }

    /** Its rules: {@code name}, {@code health}, {@code lastError}. */
    JsonNode rules() throws IOException, InterruptedException {
        return data("api/v1/rules").path("groups").path(0).path("rules");
    }

    /** The series that an expression has at this moment: {@code metric}, {@code value}. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return data("api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    private JsonNode data(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError("Prometheus answers %s with %s".formatted(path, answer.body()));
        }
        return new ObjectMapper().readTree(answer.body()).path("data");
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        process.onExit().join();
    }
}
