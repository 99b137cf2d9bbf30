package io.kafkagrpo.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.dashboard.RunsInKafka;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RunsInKafka.class)
@QuarkusTestResource(value = TokenTest.WithToken.class, restrictToAnnotatedClass = true)
@TestProfile(TokenTest.OfItsOwn.class)
@SuppressWarnings("NullAway.Init") // injected
class TokenTest {
    private static final String TOKEN = "a-token-of-the-test";

    /** An application of its own, for the others have no token. */
    public static final class OfItsOwn implements QuarkusTestProfile {}

    /** The page as it is served beyond this machine. */
    public static final class WithToken implements QuarkusTestResourceLifecycleManager {
        private static final String PROPERTY = "grpo.dashboard.token";

        @Override
        public Map<String, String> start() {
            System.setProperty(PROPERTY, TOKEN);
            return Map.of();
        }

        @Override
        public void stop() {
            System.clearProperty(PROPERTY);
        }
    }

    @TestHTTPResource("/")
    URI root;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        // by text, for "//x" would be resolved to another host
        return HttpRequest.newBuilder(URI.create(root.toString().replaceFirst("/$", "") + path));
    }

    private HttpResponse<String> login(String token) throws Exception {
        return send(at("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));
    }

    @Test
    void withoutTheTokenNothingIsShown() throws Exception {
        for (String path : new String[] {
            "/",
            "/runs/watched",
            "/runs/watched/metrics.csv",
            "/runs/watched/curves.json",
            "/runs/watched/events",
            "/runs/watched/steps",
            "/runs/watched/steps/1",
            "/runs/watched/groups/train-0-00000000",
            "/runs/watched/groups/train-0-00000000/record.txt",
            "/runs/watched/search",
            "/runs/watched/search/completions.jsonl",
            "/runs/watched/search/completions.csv",
            "/compare?a=watched&b=other",
            "/assets/chart.js",
            "/help",
            "/q/dev",
            "/q/metrics",
            "/%6cogin/../runs/watched",
            "//runs/watched"
        }) {
            HttpResponse<String> refused = send(at(path));
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.headers().firstValue("Cache-Control")).as(path).contains("no-store");
        }
        HttpResponse<String> browser = send(at("/runs/watched").header("Accept", "text/html"));
        assertThat(browser.statusCode()).isEqualTo(303);
        assertThat(browser.headers().firstValue("Location")).contains("/login");
        assertThat(send(at("/").header("Authorization", "Bearer another-token-entirely"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(at("/q/health/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void aBearerMayLook() throws Exception {
        assertThat(send(at("/").header("Authorization", "Bearer " + TOKEN)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLoginGivesACookieThatOpens() throws Exception {
        // Given a wrong login and a right one
        assertThat(login("wrong").statusCode()).isEqualTo(403);
        HttpResponse<String> entered = login(TOKEN);
        assertThat(entered.statusCode()).isEqualTo(303);
        String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();

        // Then its cookie opens the page, is for this site alone, and doesn't hold the token
        assertThat(cookie)
                .contains("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .doesNotContain(TOKEN);
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertThat(send(at("/").header("Cookie", pair)).statusCode()).isEqualTo(200);
        assertThat(send(at("/").header("Cookie", pair + "x")).statusCode()).isEqualTo(401);
    }
}
