package io.kafkagrpo.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected
class SearchPageTest {
    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    @Inject
    Exports exports;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void awaitIndex() throws InterruptedException {
        for (String run : List.of(RunsInKafka.WATCHED, RunsInKafka.LOGGED)) {
            assertThat(state.awaitCaughtUp(run, Duration.ofSeconds(60))).as(run).isTrue();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String body(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void beyondTheEndOfASearchThereIsAWayBack() throws Exception {
        assertThat(body("/runs/watched/search?step=3&reason=dropped&skip=1000"))
                .contains("There are 4, and none so far behind")
                .contains("rel=\"prev\"")
                .contains("skip=0\"");
    }

    @Test
    void exportsLeaveConnectionsToTheViews() throws Exception {
        // Given as many exports as go at once, none of which has ended
        String path = "/runs/logged/search/completions.csv";
        List<Runnable> ends = new ArrayList<>();
        for (int i = 0; i < Exports.MOST; i++) {
            exports.begin(ends::add);
        }

        // When another is asked for, Then it is refused, until one has ended
        HttpResponse<String> refused = get(path);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("4 exports are being written");
        ends.removeFirst().run();
        for (int i = 0; i < Exports.MOST; i++) {
            assertThat(body(path)).startsWith("group,");
        }
        ends.forEach(Runnable::run);
    }

    @Test
    void listsAreExported() throws Exception {
        String lines = body("/runs/watched/search/completions.jsonl?reason=dropped");
        assertThat(lines.lines())
                .hasSize(4 * RunsInKafka.STEPS)
                .allSatisfy(line -> assertThat(new JsonMapper()
                                .readTree(line)
                                .path("dropped_because")
                                .asText())
                        .isNotEmpty());
        assertThat(body("/runs/watched/search/completions.jsonl?order=longest&step=1&reason=used"))
                .contains("\"cut\":false");
        String csv = body("/runs/watched/search/completions.csv?reason=dropped&step=3");
        assertThat(csv).startsWith("group,index,problem,").contains("\"<reasoning>");
    }
}
