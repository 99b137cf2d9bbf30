package io.kafkagrpo.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.meter.MeterRow;
import io.kafkagrpo.meter.MeterTable;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page tells Prometheus and orchestrators of itself. */
@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected
class MetersTest {
    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    private Stream<String> lines(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().lines();
    }

    @Test
    void itShowsTheMetersOfTheTableAndNoOthersOfOurs() throws Exception {
        // Given runs that were read, and a page that was asked for
        assertThat(state.awaitCaughtUp(RunsInKafka.WATCHED, Duration.ofSeconds(60)))
                .isTrue();
        assertThat(lines("/runs/watched")).isNotEmpty();

        // When
        List<String> shown =
                lines("/q/metrics").filter(line -> !line.startsWith("#")).toList();

        // Then
        assertThat(shown.stream()
                        .filter(line -> line.startsWith("kafka_grpo_"))
                        .map(line -> line.split("[ {]")[0])
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(MeterTable.of(MeterTable.DASHBOARD).stream()
                        .map(MeterRow::shown)
                        .toList());
        assertThat(value(shown, "kafka_grpo_dashboard_runs ")).isGreaterThanOrEqualTo(5);
        assertThat(value(shown, "kafka_grpo_dashboard_records_total ")).isGreaterThanOrEqualTo((double)
                state.progress(RunsInKafka.WATCHED).read());
        assertThat(value(shown, "kafka_grpo_dashboard_trouble ")).isZero();
        // and those of Kafka's client and of the server
        assertThat(shown)
                .anyMatch(line -> line.startsWith("kafka_consumer_fetch_manager_"))
                .anyMatch(line ->
                        line.startsWith("http_server_requests_seconds_count") && line.contains("uri=\"/runs/{run}\""));
    }

    @Test
    void itsHealthNamesTheIndex() throws Exception {
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started")) {
            assertThat(String.join("", lines(path).toList())).contains("\"status\": \"UP\"");
        }
        assertThat(String.join("", lines("/q/health/live").toList())).contains("\"index\"");
    }

    private static double value(List<String> shown, String name) {
        return shown.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Double.valueOf(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
