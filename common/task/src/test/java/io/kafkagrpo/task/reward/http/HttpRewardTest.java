package io.kafkagrpo.task.reward.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions behind a real server on this machine. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpRewardTest {

    @Test
    void batchesOfCompletionsAreAnsweredEach() throws Exception {
        // Given a server that gives each completion's length, plus a column
        try (TestServer server = TestServer.json(
                        request -> "{\"rewards\": [%s]}".formatted(String.join(",", lengths(request))));
                RewardSet rewards = open(server, Map.of("batch", "4", "concurrency", "2"))) {
            // When many are asked at a time
            List<CompletableFuture<List<RewardOutcome>>> asked = IntStream.range(0, 50)
                    .mapToObj(i -> rewards.ask(input("x".repeat(i))))
                    .toList();
            // Then each gets its own, in fewer requests than completions
            for (int i = 0; i < asked.size(); i++) {
                assertThat(asked.get(i).join()).containsExactly(new RewardOutcome.Value("length", 2, i + 0.5));
            }
            assertThat(server.requests()).isLessThan(50);
        }
    }

    @Test
    void whatFailsForAMomentIsTriedAgain() throws Exception {
        // Given a server that is overloaded twice, then answers
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.of(request ->
                        calls.incrementAndGet() <= 2 ? new TestServer.Answer(503, "busy") : TestServer.ok("[1]"));
                RewardSet rewards = open(server, Map.of("retries", "2"))) {
            assertThat(rewards.score(input("a"))).containsExactly(new RewardOutcome.Value("length", 2, 1));
            assertThat(calls).hasValue(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | [null]                          | has no value: it gave null instead of a number.",
                "200 | ['1']                           | has no value: it gave \"1\" instead of a number.",
                "200 | [{'because': 'too short'}]      | has no value: too short.",
                "200 | [1, 2]                          | failed: it gave 2 values for 1 completions.",
                "200 | {'values': [1]}                 | failed: it answered without a list of rewards",
                "200 | <html>                          | failed: it answered with something that is no JSON: <html>.",
                "404 | nothing here                    | answered with status 404: nothing here.",
                "500 | oh                              | is unavailable: http",
            })
    void whatAServerDoesWrongIsAMissingValueWithItsReason(int status, String body, String reason) throws Exception {
        try (TestServer server = TestServer.of(_ -> new TestServer.Answer(status, body.replace('\'', '"')));
                RewardSet rewards = open(server, Map.of("retries", "0"))) {
            assertThat(rewards.score(input("a")))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RewardOutcome.Missing.class,
                            missing -> assertThat(missing.because()).contains(reason));
        }
    }

    @Test
    void aServerThatHangsIsLeftAlone() throws Exception {
        // Given a server that answers nobody
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = TestServer.of(_ -> {
                    end.await();
                    return TestServer.ok("[1]");
                });
                RewardSet rewards = open(server, Map.of("retries", "0", "timeout", "0.1", "concurrency", "1"))) {
            // When ten calls in a row were late
            for (int i = 0; i < 10; i++) {
                assertThat(rewards.score(input("a"))).asString().contains("gave no answer within 100 ms");
            }
            // Then the next one isn't made
            assertThat(rewards.score(input("a"))).asString().contains("10 calls in a row failed");
            assertThat(server.requests()).isEqualTo(10);
        } finally {
            end.countDown();
        }
    }

    @Test
    void aRequiredFunctionIsWaitedFor() throws Exception {
        // Given a server that is down at first
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.of(
                        _ -> calls.incrementAndGet() <= 3 ? new TestServer.Answer(500, "down") : TestServer.ok("[1]"));
                RewardSet rewards = open(server, Map.of("retries", "0", "required", "true"))) {
            // Then the value comes all the same
            assertThat(rewards.score(input("a"))).containsExactly(new RewardOutcome.Value("length", 2, 1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url         | ftp://a        | url is \"ftp://a\"; allowed is an address that begins with http",
                "url         | http://u:p@a   | url is \"http://(secret)@a\"",
                "retries     | -1             | retries is \"-1\"; allowed is a whole number from 0 to 100.",
                "api-key-env | NO_SUCH_THING  | the environment has no such variable",
                "api-key     | sk-123         | has no parameter \"api-key\"; it takes api-key-env,",
            })
    void wrongParametersAreNamedAndSecretsAreNot(String key, String value, String words) {
        Map<String, String> parameters = new HashMap<>(Map.of("http.url", "http://127.0.0.1:1"));
        parameters.put("http." + key, value);
        assertThatExceptionOfType(RewardConfigurationException.class)
                .isThrownBy(() -> RewardSet.of(
                        List.of(new RewardSpecification("length", 2, parameters)), OutsideRewards.registry(List.of())))
                .withMessageContaining(words)
                .withMessageNotContainingAny("sk-123", "u:p");
    }

    private static List<String> lengths(JsonNode request) {
        return request.path("rows")
                .valueStream()
                .map(row -> String.valueOf(row.path("completion").textValue().length()
                        + row.path("columns").path("more").doubleValue()))
                .toList();
    }

    private static RewardSet open(TestServer server, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(Map.of("http.url", server.url()));
        more.forEach((key, value) -> parameters.put("http." + key, value));
        return RewardSet.of(
                List.of(new RewardSpecification("length", 2, parameters)), OutsideRewards.registry(List.of()));
    }

    private static ScoringInput input(String text) {
        return new ScoringInput("q", "a", text, FinishReason.STOP, 1, Map.of("more", "0.5"));
    }
}
