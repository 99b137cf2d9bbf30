package io.kafkagrpo.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.dashboard.HostileTexts;
import io.kafkagrpo.dashboard.RunsInKafka;
import io.kafkagrpo.dashboard.index.IndexState;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand hostile texts, in every place that shows what others wrote: none becomes markup, none hides
 * or turns others.
 */
@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@SuppressWarnings("NullAway.Init") // injected
class HostilePagesTest {
    private static final String RUN = "/runs/" + RunsInKafka.HOSTILE;
    private static final int GROUPS = 25;

    private static final Pattern TAG = Pattern.compile("<([!/a-zA-Z][^\\s>/]*)((?:[^>\"]|\"[^\"]*\")*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=]+)(?:=\"([^\"]*)\")?");
    private static final Set<String> ADDRESSES = Set.of("href", "src", "action", "data-first", "data-second");
    private static final Pattern INPUT = Pattern.compile("<input[^>]*>");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\p{Cf}\\u2028\\u2029]");

    @TestHTTPResource("/")
    URI root;

    @Inject
    IndexState state;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void awaitIndex() throws InterruptedException {
        for (String run : List.of(RunsInKafka.HOSTILE, RunsInKafka.WATCHED)) {
            assertThat(state.awaitCaughtUp(run, Duration.ofSeconds(60))).as(run).isTrue();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(root.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Test
    void everyPageHasItsOwnMarkupAlone() throws Exception {
        // Given the markup of pages without such texts
        Set<String> own = new HashSet<>();
        for (String path : List.of(
                "/",
                "/runs/watched",
                "/runs/watched/steps",
                "/runs/watched/steps/1",
                "/runs/watched/groups/train-0-00000009",
                "/runs/watched/groups/train-0-00000009?colour=none",
                "/runs/watched/search",
                "/runs/watched/search?step=3&reason=dropped&order=worst&least=0",
                "/compare?a=watched&b=other",
                "/runs/nobody")) {
            own.addAll(markup(get(path).body()));
        }
        own.addAll(Set.of("details", "summary")); // of a problem that has other columns

        // When all that is hostile is shown, Then there is no other
        List<String> paths = new ArrayList<>(List.of("/", RUN, RUN + "/steps", RUN + "/steps/1"));
        paths.add("/compare?a=hostile&b=watched");
        for (int group = 0; group < GROUPS; group++) {
            for (String colour : List.of("none", "probability", "version")) {
                paths.add("%s/groups/train-0-%08d?colour=%s".formatted(RUN, group, colour));
            }
        }
        for (int skip = 0; skip < HostileTexts.thousand().size(); skip += 50) {
            paths.add(RUN + "/search?skip=" + skip);
        }
        for (String path : paths) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(own).as(path).containsAll(markup(answer.body()));
            assertThat(UNSEEN.matcher(answer.body())
                            .results()
                            .map(found -> "U+%04X".formatted(found.group().codePointAt(0))))
                    .as(path)
                    .isEmpty();
        }

        // and so it is with what an address brings along
        for (String text : HostileTexts.thousand()) {
            String part = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            if (part.length() > 3_000) {
                continue; // the server takes no longer addresses
            }
            for (String path : List.of("/search?text=", "/search?order=", "/groups/x?colour=", "/groups/")) {
                HttpResponse<String> answer = get(RUN + path + part);
                assertThat(answer.statusCode()).as(path + part).isIn(200, 400, 404);
                assertThat(own).as(path + part).containsAll(markup(answer.body()));
                // a field of the form keeps what was typed
                assertThat(INPUT.matcher(answer.body()).replaceAll(""))
                        .as(path + part)
                        .doesNotContainPattern(UNSEEN);
            }
        }
    }

    @Test
    void exportsAreDataAndNoFormulas() throws Exception {
        HttpResponse<String> csv = get(RUN + "/search/completions.csv");
        List<List<String>> rows = rows(csv.body());
        assertThat(rows)
                .hasSize(1 + HostileTexts.thousand().size())
                .allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.getFirst()));
        for (List<String> row : rows) {
            for (String cell : row) {
                assertThat(cell.replaceAll("^[\\s\\p{Cc}\\p{Cf}]+", "")).doesNotMatch("(?s)[=+\\-@＝＋－＠].*");
                assertThat(cell).doesNotMatch("(?s)[\\t\\r\\n].*");
            }
        }
        HttpResponse<String> lines = get(RUN + "/search/completions.jsonl");
        assertThat(lines.body().lines()).hasSize(HostileTexts.thousand().size());
        for (String line : lines.body().lines().toList()) {
            assertThat(new JsonMapper().readTree(line).path("text").isTextual()).isTrue();
        }
        for (HttpResponse<String> file : List.of(csv, lines, get(RUN + "/groups/train-0-00000000/record.txt"))) {
            assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(file.headers().firstValue("Content-Type").orElse("")).doesNotContain("html");
        }
    }

    /** Names of tags, and of their attributes; addresses lead to this page alone. */
    private static Set<String> markup(String html) {
        Set<String> names = new HashSet<>();
        Matcher tag = TAG.matcher(html);
        while (tag.find()) {
            String name = tag.group(1).replaceFirst("^/", "");
            names.add(name);
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2));
            while (attribute.find()) {
                names.add(name + " " + attribute.group(1));
                if (ADDRESSES.contains(attribute.group(1))) {
                    assertThat(attribute.group(2)).matches("/(?!/).*|/|#.*|data:,");
                }
            }
        }
        return names;
    }

    /** RFC 4180. */
    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        Matcher field = Pattern.compile("(?:\"((?:[^\"]|\"\")*+)\"|([^\",\r\n]*+))(,|\n)")
                .matcher(csv);
        while (field.find()) {
            row.add(field.group(1) == null ? field.group(2) : field.group(1).replace("\"\"", "\""));
            if (field.group(3).equals("\n")) {
                rows.add(row);
                row = new ArrayList<>();
            }
        }
        return rows;
    }
}
