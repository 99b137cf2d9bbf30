package io.kafkagrpo.task.reward.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server, asked by the very client that runs have. */
class RewardServerTest {

    @Test
    void aFunctionElsewhereGivesWhatItGivesHere() throws Exception {
        // Given a function that looks at all that it is given
        RewardFunction all = quick(input -> input.question().length()
                + 10.0 * String.valueOf(input.referenceAnswer()).length()
                + (input.finishReason() == FinishReason.LENGTH ? 100 : 0)
                + 1000.0 * input.tokenCount()
                + (input.columns().equals(Map.of("level", "3", "tests", "[\"a\"]")) ? 0.5 : 0));
        ScoringInput input = new ScoringInput(
                "what?", "42", "text", FinishReason.LENGTH, 7, Map.of("level", "3", "tests", "[\"a\"]"));
        AtomicLong scored = new AtomicLong();
        try (RewardServer server = start(all, "", scored);
                RewardSet rewards = client(server, Map.of())) {
            // Then
            assertThat(rewards.score(input)).containsExactly(new RewardOutcome.Value("far", 1, all.score(input)));
        }
        assertThat(scored).hasValue(1);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        slow(new SlowReward.Answer.Value(0.5, "test 2 failed")),
                        new RewardOutcome.Value("far", 1, 0.5, "test 2 failed")),
                Arguments.of(
                        slow(new SlowReward.Answer.None("there is no program.", "raw")),
                        new RewardOutcome.Missing(
                                "far", 1, "The reward far has no value: there is no program.", "raw")),
                Arguments.of(
                        quick(_ -> Double.NaN),
                        new RewardOutcome.Missing("far", 1, "The reward far has no value: it is NaN.")),
                Arguments.of(
                        quick(_ -> {
                            throw new RewardException("no tests");
                        }),
                        new RewardOutcome.Missing("far", 1, "The reward far has no value: no tests.")));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void reasonsAndRawAnswersComeAlong(RewardFunction function, RewardOutcome outcome) throws Exception {
        try (RewardServer server = start(function, "", new AtomicLong());
                RewardSet rewards = client(server, Map.of())) {
            assertThat(rewards.score(input("a"))).containsExactly(outcome);
        }
    }

    @Test
    void aFunctionThatIsDeadIsAskedAgain() throws Exception {
        // Given a function that is dead the first time
        AtomicLong asked = new AtomicLong();
        SlowReward function = slow(() -> asked.incrementAndGet() == 1
                ? new SlowReward.Answer.Unavailable("its worker died")
                : new SlowReward.Answer.Value(1, ""));
        try (RewardServer server = start(function, "", new AtomicLong());
                RewardSet rewards = client(server, Map.of("retries", "1"))) {
            // Then
            assertThat(rewards.score(input("a"))).containsExactly(new RewardOutcome.Value("far", 1, 1));
        }
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /score  |                                                           | 400 | has no list",
                "POST | /score  | {                                                         | 400 | is no JSON",
                "POST | /score  | {'rows': [{'completion': 'a'}, {'text': 'b'}]}            | 400 | Row 1 has no text",
                "POST | /score  | {'rows': [{'completion': 'a', 'finish_reason': 'bored'}]} | 400 | finish_reason \"bored\"",
                "POST | /scores | {'rows': []}                                              | 404 | nothing at this path",
                "GET  | /score  |                                                           | 405 | with POST",
                "POST | /score  | {'rows': []}                                              | 200 | {\"rewards\":[]}",
                "GET  | /health |                                                           | 200 | UP",
            })
    void whatCantBeReadIsRefusedWithASentence(String method, String path, String body, int status, String words)
            throws Exception {
        try (RewardServer server = start(quick(_ -> 1), "", new AtomicLong())) {
            HttpResponse<String> response = send(
                    server,
                    path,
                    method,
                    String.valueOf(body).replace('\'', '"').replace("null", ""),
                    "");
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body().replace("\\\"", "\"")).contains(words);
        }
    }

    @Test
    void withAKeyOnlyWhoSendsItIsAnswered() throws Exception {
        try (RewardServer server = start(quick(_ -> 1), "secret", new AtomicLong())) {
            String rows = "{\"rows\": [{\"completion\": \"a\"}]}";
            assertThat(send(server, "/score", "POST", rows, "").statusCode()).isEqualTo(401);
            assertThat(send(server, "/score", "POST", rows, "Bearer other").statusCode())
                    .isEqualTo(401);
            assertThat(send(server, "/score", "POST", rows, "Bearer secret").body())
                    .isEqualTo("{\"rewards\":[1.0]}");
        }
    }

    private static HttpResponse<String> send(RewardServer server, String path, String method, String body, String key)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)))
                .method(method, BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", key);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static RewardServer start(RewardFunction function, String key, AtomicLong scored) throws Exception {
        return RewardServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), function, key, scored::set);
    }

    private static RewardSet client(RewardServer server, Map<String, String> more) {
        Map<String, String> parameters =
                new HashMap<>(Map.of("http.url", "http://127.0.0.1:%d/score".formatted(server.port())));
        more.forEach((key, value) -> parameters.put("http." + key, value));
        return RewardSet.of(List.of(new RewardSpecification("far", 1, parameters)), OutsideRewards.registry(List.of()));
    }

    private static ScoringInput input(String text) {
        return new ScoringInput("q", "a", text, FinishReason.STOP, 1);
    }

    private interface Score {
        double of(ScoringInput input) throws RewardException;
    }

    private static RewardFunction quick(Score score) {
        return new RewardFunction() {
            @Override
            public String name() {
                return "quick";
            }

            @Override
            public double score(ScoringInput input) throws RewardException {
                return score.of(input);
            }
        };
    }

    private static SlowReward slow(SlowReward.Answer answer) {
        return slow(() -> answer);
    }

    private static SlowReward slow(Supplier<SlowReward.Answer> answers) {
        return new SlowReward() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public String identity() {
                return "";
            }

            @Override
            public CompletableFuture<Answer> ask(ScoringInput input) {
                return CompletableFuture.completedFuture(answers.get());
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }
}
