package io.kafkagrpo.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.dashboard.DashboardSettings;
import io.kafkagrpo.dashboard.HostileTexts;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.MetricsCsv;
import io.kafkagrpo.report.alert.Alert;
import io.kafkagrpo.report.lineage.GroupLineage;
import io.kafkagrpo.report.lineage.Lineage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected
class PagesTest {
    private static final String FIRST_GROUP = "/runs/watched/groups/train-0-00000000";

    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    @Inject
    DashboardSettings settings;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void awaitIndex() throws InterruptedException {
        for (String run : List.of(RunsInKafka.WATCHED, RunsInKafka.LOGGED, RunsInKafka.FORKED)) {
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

    /** Of Java's client, which asks to change over to HTTP/2; in it an answer of many frames could be lost. */
    @Test
    void answersStayInHttp11() throws Exception {
        assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(get("/runs/watched/steps").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void metricsAreThoseOfTheReport() throws Exception {
        // Given what grpo report writes
        List<TrainingStep> steps = new TopicReader(settings.clients())
                .events(new Topics(RunsInKafka.WATCHED))
                .steps();

        // Then the page's file is the same, and its curves and steps have every number with all its digits
        assertThat(body("/runs/watched/metrics.csv")).isEqualTo(MetricsCsv.of(steps));
        JsonNode figures =
                new JsonMapper().readTree(body("/runs/watched/curves.json")).path("figures");
        for (TrainingStep step : List.of(steps.getFirst(), steps.getLast())) {
            String page = body("/runs/watched/steps/" + step.getStep());
            step.getMetricsMap().forEach((name, value) -> {
                assertThat(page).contains("data-name=\"%s\" data-value=\"%s\"".formatted(name, value));
                assertThat(figures.findParents("name"))
                        .filteredOn(line -> line.path("name").asText().equals(name))
                        .singleElement()
                        .satisfies(line -> assertThat(line.path("y")
                                        .path((int) step.getStep() - 1)
                                        .asDouble())
                                .isEqualTo(value));
            });
        }
    }

    @Test
    void anAlertSaysWhatIsSeenAndWhatToDo() throws Exception {
        // Given a run with a dead letter, and one that has only begun
        String page = body("/runs/watched");
        // Then
        assertThat(page)
                .contains(
                        "data-alert=\"" + Alert.DEAD_LETTERS.rule() + "\"",
                        "In the topic of dead letters: 1.",
                        "What to do: ")
                .doesNotContain(Alert.GROUPS_FAIL.rule(), Alert.NO_NEW_VERSION.rule());
        assertThat(body("/runs/young")).contains("Nothing that somebody should look at.");
        assertThat(body("/help")).contains(Alert.LAG_GROWS.title(), Alert.GENERATOR_STUCK.title());
    }

    @Test
    void aGroupIsWhatTraceSays() throws Exception {
        // Given a group as the log has it
        GroupLineage group;
        try (Lineage lineage = Lineage.open(settings.clients(), new Topics(RunsInKafka.LOGGED))) {
            group = lineage.groups(prompt -> prompt.getGroupId().equals("train-0-00000003"))
                    .getFirst();
        }
        ScoredGroup scored = Objects.requireNonNull(group.scored());

        // Then its page has the same decision, rewards and advantages
        String page = body("/runs/logged/groups/train-0-00000003?colour=none");
        assertThat(page)
                .contains("used by step %d"
                        .formatted(Objects.requireNonNull(group.decision()).step()))
                .contains(group.prompt().getQuestion())
                .contains("partition %d, offset %d".formatted(group.partition(), group.scoredOffset()));
        for (ScoredCompletion member : scored.getCompletionsList()) {
            assertThat(page)
                    .contains("data-name=\"reward\" data-value=\"%s\"".formatted(member.getTotal()))
                    .contains("data-name=\"advantage\" data-value=\"%s\"".formatted(member.getAdvantage()));
        }
        assertThat(page).contains("answer 1␛[2J");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/runs/watched",
                "/runs/watched/steps",
                "/runs/watched/steps/1",
                FIRST_GROUP,
                FIRST_GROUP + "?colour=none",
                FIRST_GROUP + "?colour=version",
                "/runs/watched/groups/train-0-00000001?colour=none",
                "/runs/watched/groups/train-0-00000122",
                "/runs/watched/search?order=worst&text=hacked",
                "/runs/watched/search?text=%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E",
                "/runs/watched/search?problem=%22%3E%3Cscript%3E",
                "/compare?a=watched&b=other",
                "/help"
            })
    void hostileTextIsTextOnEveryPage(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("script-src 'self'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body())
                .doesNotContain(
                        "<script>", "<img", "<svg", "<iframe", "<style>", "<base", "<b>mini", "\u001b", "\u202e")
                .doesNotContainPattern("<[^>]* on[a-z]+=");
    }

    @Test
    void theTextsThemselvesAreStillThere() throws Exception {
        String page = body(FIRST_GROUP + "?colour=none");
        for (String text : HostileTexts.SCRIPTS) {
            assertThat(page)
                    .contains(text.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("\"", "&quot;")
                            .replace("'", "&#39;"));
        }
        assertThat(body(FIRST_GROUP + "/record.txt")).contains("window.hacked=1");
    }

    @ParameterizedTest
    @CsvSource({
        "/runs/nobody, 404, There is no run &#39;nobody&#39;",
        "/runs/watched/steps/99, 404, has no step 99",
        "/runs/watched/groups/train-9-00000000, 404, has no group",
        "/runs/watched/search?least=much, 400, least: &#39;much&#39; is not a number",
        "/runs/watched/search?order=random, 400, 'order: &#39;random&#39; is none of newest, best, worst, longest'",
        "/compare?a=watched, 404, Two runs are compared",
        "/nothing/here, 404, There is no such page"
    })
    void whatCannotBeShownIsSaidInASentence(String path, int status, String sentence) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
    }

    @Test
    void aRunThatHasOnlyBegunSaysWhatItWaitsFor() throws Exception {
        assertThat(state.awaitCaughtUp(RunsInKafka.YOUNG, Duration.ofSeconds(60)))
                .isTrue();
        assertThat(body("/runs/young"))
                .contains("The learner publishes the initial weights and asks for their evaluation");
        assertThat(body("/runs/watched/groups/train-0-00000122")).contains("It has no end yet");
    }

    @Test
    void theFirstStepOfAForkHasNoneBefore() throws Exception {
        assertThat(body("/runs/forked/steps/5")).doesNotContain("rel=\"prev\"").contains("rel=\"next\"");
        assertThat(body("/runs/forked/steps/6")).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
    }

    @Test
    void aRecordThatIsNoLongerInTheLogIsNotAnOpenGroup() throws Exception {
        // Given a group that was indexed, and whose records are deleted then
        String group = "/runs/forked/groups/train-0-00000000";
        assertThat(get(group).statusCode()).isEqualTo(200);
        try (Admin admin = settings.clients().admin()) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(new Topics(RunsInKafka.FORKED).scoredGroups(), 0),
                            RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }

        // Then its page says so
        for (String path : List.of(group, group + "/record.txt")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).contains("its record is no longer in the log");
        }
    }

    @Test
    void theFirstEventIsWhatThePageWasMadeOf() throws Exception {
        // Given a page of a run that is read, When its events are asked for
        String page = body("/runs/watched");
        HttpResponse<Stream<String>> events = client.send(
                HttpRequest.newBuilder(root.resolve("/runs/watched/events")).build(),
                HttpResponse.BodyHandlers.ofLines());

        // Then the first one brings nothing new
        try (Stream<String> lines = events.body()) {
            String first = lines.filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("data:".length());
            assertThat(page).contains("data-seen=\"%s\"".formatted(first));
        }
    }

    @Test
    void nothingIsChanged() throws Exception {
        HttpResponse<String> posted = client.send(
                HttpRequest.newBuilder(root.resolve("/runs/watched"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 421", "127.0.0.1.evil.example, 421", "127.0.0.2, 200", "localhost, 200", "[::1], 200"})
    void onlyNamesOfThisMachineAreServed(String host, int status) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), root.getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(host)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 " + status);
        }
    }
}
