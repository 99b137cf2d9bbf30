package io.kafkagrpo.dashboard.number;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.dashboard.DashboardSettings;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every figure of the page equals what metrics.csv, audit and trace say of the run; none is shown that they lack.
 */
@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected
class NumbersTest {
    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    @Inject
    DashboardSettings settings;

    private final HttpClient client = HttpClient.newHttpClient();

    private Map<String, String> figures(String path) throws Exception {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return PageFigures.of(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {RunsInKafka.WATCHED, RunsInKafka.OTHER, RunsInKafka.LOGGED})
    void thePageSaysWhatMetricsAuditAndTraceSay(String run) throws Exception {
        // Given what the tools make of a run's log, and the page that has read it
        LoggedFigures logged = LoggedFigures.of(settings.clients(), run);
        assertThat(state.awaitCaughtUp(run, Duration.ofSeconds(60))).isTrue();

        // Then its row in the list of runs has the same figures, and no other
        Map<String, String> row = new TreeMap<>(figures("/"));
        row.keySet().removeIf(place -> !place.startsWith("/run %s/".formatted(run)));
        assertThat(row).isEqualTo(logged.ofRuns());
        // and so have its page and its list of steps
        assertThat(figures("/runs/" + run)).isEqualTo(logged.ofRun());
        assertThat(figures("/runs/%s/steps".formatted(run))).isEqualTo(logged.ofSteps());
        // and each step
        for (TrainingStep step : logged.events().steps()) {
            assertThat(figures("/runs/%s/steps/%d".formatted(run, step.getStep())))
                    .isEqualTo(logged.ofStep(step));
        }
        // and each group
        assertThat(logged.groups()).isNotEmpty();
        for (GroupLineage group : logged.groups()) {
            String path = "/runs/%s/groups/%s".formatted(run, group.prompt().getGroupId());
            assertThat(figures(path)).as(path).isEqualTo(GroupFigures.of(group));
        }
    }
}
