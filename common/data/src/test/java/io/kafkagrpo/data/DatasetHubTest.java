package io.kafkagrpo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.Split;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of a hub, from a server with the hub's endpoints. */
class DatasetHubTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String CARD = """
        ---
        configs:
        - config_name: main
          data_files:
          - split: train
            path: main/train-*
          - split: test
            path: main/test-*
        - config_name: socratic
          data_files:
          - split: train
            path: socratic/train.jsonl
        ---
        # GSM8K
        """;

    @TempDir
    Path folder;

    private HttpServer server;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        files.put("README.md", CARD.getBytes(StandardCharsets.UTF_8));
        files.put("main/train-00000-of-00002.parquet", Files.readAllBytes(FormatMatrixTest.resource("groups.parquet")));
        files.put("main/train-00001-of-00002.parquet", Files.readAllBytes(FormatMatrixTest.resource("groups.parquet")));
        files.put("main/test-00000-of-00001.jsonl", line("t", "2"));
        files.put("socratic/train.jsonl", line("s", "3"));
        files.put("script.py", "print()".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSplitComesFromTheHubIntoItsCache() {
        Dataset data = open("openai/gsm8k:train", Split.TRAIN);

        assertThat(data.size()).isEqualTo(20_000);
        assertThat(data.problems().getLast().question()).isEqualTo("question 9999");
        Path repository = folder.resolve("hub/datasets--openai--gsm8k");
        assertThat(repository.resolve("refs/main")).hasContent(COMMIT);
        assertThat(repository.resolve("snapshots/" + COMMIT + "/main/train-00000-of-00002.parquet"))
                .isSymbolicLink();
    }

    @Test
    void withoutASplitTrainAndTestAreMeant() {
        assertThat(open("openai/gsm8k", Split.TRAIN).size()).isEqualTo(20_000);
        assertThat(open("openai/gsm8k", Split.HELD_OUT).problems().getFirst().question())
                .isEqualTo("t");
        assertThat(open("openai/gsm8k:socratic/train", Split.TRAIN)
                        .problems()
                        .getFirst()
                        .question())
                .isEqualTo("s");
    }

    @Test
    void whatIsInTheCacheIsNotAskedForAgain() {
        Dataset first = open("openai/gsm8k:test", Split.TRAIN);
        requests.clear();
        assertThat(open("openai/gsm8k:test", Split.TRAIN).problems()).isEqualTo(first.problems());
        assertThat(requests).isEmpty();
        // another split isn't there yet
        assertThat(open("openai/gsm8k:train", Split.TRAIN).size()).isEqualTo(20_000);
        assertThat(requests).isNotEmpty();
        assertThatThrownBy(() -> DataSource.open(
                        "openai/other",
                        Split.TRAIN,
                        DataShape.USUAL,
                        Map.of("HF_HOME", folder.toString(), "HF_HUB_OFFLINE", "1")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("HF_HUB_OFFLINE forbids");
    }

    @Test
    void aDownloadThatWasInterruptedBetweenTwoFilesIsCompleted() throws Exception {
        // Given files whose names don't tell how many there are
        files.put("README.md", "# Nothing declared".getBytes(StandardCharsets.UTF_8));
        files.keySet().removeIf(file -> file.contains("/"));
        files.put("train-easy.jsonl", line("e", "1"));
        files.put("train-hard.jsonl", line("h", "2"));
        assertThat(open("openai/gsm8k", Split.TRAIN).size()).isEqualTo(2);
        Path hard = folder.resolve("hub/datasets--openai--gsm8k/snapshots/" + COMMIT + "/train-hard.jsonl");
        Files.delete(hard);
        // Then without the hub it is not taken for all there is
        Map<String, String> offline = Map.of("HF_HOME", folder.toString(), "HF_HUB_OFFLINE", "1");
        assertThatThrownBy(() -> DataSource.open("openai/gsm8k", Split.TRAIN, DataShape.USUAL, offline))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("lacks train-hard.jsonl", "HF_HUB_OFFLINE forbids");
        // And with it the rest is fetched
        assertThat(open("openai/gsm8k", Split.TRAIN).size()).isEqualTo(2);
    }

    @Test
    void filesThatAreDeclaredWithoutANameAreTheDefaults() {
        files.put(
                "README.md",
                CARD.replace("- config_name: main\n  data_files:", "- data_files:")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(open("openai/gsm8k:test", Split.TRAIN).problems().getFirst().question())
                .isEqualTo("t");
    }

    @Test
    void aHeadThatIsNoYamlIsSaid() {
        files.put(
                "README.md",
                CARD.replace("- config_name: main", "- config_name: [main").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> open("openai/gsm8k", Split.TRAIN))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("README.md", "openai/gsm8k", "line");
    }

    @Test
    void aRepositoryWithoutDeclarationsIsReadByItsFilesNames() {
        files.put("README.md", "# Nothing declared".getBytes(StandardCharsets.UTF_8));
        files.keySet().removeIf(file -> file.startsWith("socratic"));
        files.put("data/dev.jsonl", line("d", "4"));
        assertThat(open("openai/gsm8k:validation", Split.TRAIN)
                        .problems()
                        .getFirst()
                        .question())
                .isEqualTo("d");
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs() {
        assertThatThrownBy(() -> open("openai/gsm8k:dev", Split.TRAIN))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll("no split dev", "train, test");
        assertThatThrownBy(() -> open("openai/gsm8k:hard/train", Split.TRAIN))
                .hasMessageContainingAll("no subset hard", "main, socratic");
        assertThatThrownBy(() -> open("nobody/nothing", Split.TRAIN))
                .hasMessageContaining("The hub has no data set nobody/nothing (HTTP 404)");
        assertThatThrownBy(() -> open("gsm8k/train.jsonl", Split.TRAIN)).hasMessageContaining("nor a file");
    }

    private Dataset open(String name, Split split) {
        String address = "http://localhost:" + server.getAddress().getPort();
        return DataSource.open(
                name, split, DataShape.USUAL, Map.of("HF_HOME", folder.toString(), "HF_ENDPOINT", address));
    }

    private static byte[] line(String question, String answer) {
        return "{\"question\":\"%s\",\"answer\":\"%s\"}%n"
                .formatted(question, answer)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        String resolve = "/datasets/openai/gsm8k/resolve/" + COMMIT + "/";
        byte[] body = null;
        if (path.equals("/api/datasets/openai/gsm8k/revision/main")) {
            String siblings = files.keySet().stream()
                    .map("{\"rfilename\":\"%s\"}"::formatted)
                    .collect(Collectors.joining(","));
            body = "{\"sha\":\"%s\",\"siblings\":[%s]}"
                    .formatted(COMMIT, siblings)
                    .getBytes(StandardCharsets.UTF_8);
        } else if (path.startsWith(resolve)) {
            body = files.get(path.substring(resolve.length()));
            if (body != null) {
                exchange.getResponseHeaders()
                        .set("ETag", "\"" + Digest.sha256().add(body).hex() + "\"");
                exchange.getResponseHeaders()
                        .set("X-Linked-Etag", "\"" + Digest.sha256().add(body).hex() + "\"");
                exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(body.length));
            }
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null || head ? -1 : body.length);
        if (body != null && !head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
