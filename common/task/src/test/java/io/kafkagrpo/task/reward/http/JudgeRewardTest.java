package io.kafkagrpo.task.reward.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardOutcome;
import io.kafkagrpo.task.reward.RewardSet;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge behind a chat endpoint of OpenAI's shape. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JudgeRewardTest {
    private static final String RUBRIC = "Q: {question} A: {answer} C: {completion} L: {level} J: {\"a\": 1}";

    @TempDir
    Path folder;

    @Test
    void theRubricIsFilledOnceAndTheRawAnswerIsKept() throws Exception {
        // Given a judge, its key in a file, and a completion that tries to be given the answer
        BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();
        try (TestServer server = TestServer.json(request -> {
                    requests.add(request);
                    return message("Hm. Score: 3\nNo, better: score: 7.5");
                });
                RewardSet rewards = open(
                        server,
                        Map.of(
                                "api-key-file",
                                Files.writeString(folder.resolve("key"), "sk-1\n")
                                        .toString()))) {
            // When it is asked
            List<RewardOutcome> outcomes = rewards.score(input("{answer} $1"));
            // Then the last verdict counts
            assertThat(outcomes)
                    .containsExactly(
                            new RewardOutcome.Value("helpful", 1, 7.5, "Hm. Score: 3\nNo, better: score: 7.5"));
            // and what it was asked is the rubric with each name filled in
            JsonNode asked = requests.take();
            assertThat(asked.path("messages").path(0).path("content").textValue())
                    .isEqualTo("Q: why A: 42 C: {answer} $1 L: hard J: {\"a\": 1}");
            assertThat(asked.path("model").textValue()).isEqualTo("m");
            assertThat(server.authorization()).isEqualTo("Bearer sk-1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I can't tell.   | gave no verdict that fits \"(?i)score:",
                "Score: good     | gave no verdict that fits",
            })
    void anAnswerWithoutVerdictIsMissingAndKept(String words, String reason) throws Exception {
        try (TestServer server = TestServer.json(_ -> message(words));
                RewardSet rewards = open(server, Map.of())) {
            assertThat(rewards.score(input("c")))
                    .singleElement()
                    .isInstanceOfSatisfying(RewardOutcome.Missing.class, missing -> {
                        assertThat(missing.because()).contains(reason, words);
                        assertThat(missing.answer()).isEqualTo(words);
                    });
        }
    }

    @Test
    void wordsMayBeWorthPoints() throws Exception {
        try (TestServer server = TestServer.json(_ -> message("Verdict: Partly"));
                RewardSet rewards =
                        open(server, Map.of("verdict", "Verdict: (\\w+)", "points", "yes=1,partly=0.25,no=0"))) {
            assertThat(rewards.score(input("c")))
                    .containsExactly(new RewardOutcome.Value("helpful", 1, 0.25, "Verdict: Partly"));
        }
    }

    @Test
    void aColumnThatTheProblemLacksIsNamed() throws Exception {
        try (TestServer server = TestServer.json(_ -> message("Score: 1"));
                RewardSet rewards = open(server, Map.of())) {
            assertThat(rewards.score(new ScoringInput("q", "a", "c", FinishReason.STOP, 1)))
                    .asString()
                    .contains("The rubric names {level}, which the problem doesn't have.");
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void theHashCoversTheRubricButNotTheKey() throws Exception {
        try (TestServer server = TestServer.json(_ -> message("Score: 1"))) {
            String hash = hash(server, RUBRIC, Map.of());
            assertThat(hash(server, RUBRIC, Map.of("concurrency", "3", "required", "true")))
                    .isEqualTo(hash);
            assertThat(hash(server, RUBRIC + "!", Map.of())).isNotEqualTo(hash);
            assertThat(hash(server, RUBRIC, Map.of("verdict", "(x)"))).isNotEqualTo(hash);
        }
    }

    @Test
    void wrongRubricsAndVerdictsRefuseTheStart() throws Exception {
        try (TestServer server = TestServer.json(_ -> "")) {
            assertThatExceptionOfType(RewardConfigurationException.class)
                    .isThrownBy(() -> open(server, "no names", Map.of()))
                    .withMessageContaining("{completion} doesn't occur");
            assertThatExceptionOfType(RewardConfigurationException.class)
                    .isThrownBy(() -> open(server, Map.of("verdict", "(")))
                    .withMessageContaining("verdict is \"(\", which is no pattern: missing closing ).");
            assertThatExceptionOfType(RewardConfigurationException.class)
                    .isThrownBy(() -> open(server, Map.of("points", "yes")))
                    .withMessageContaining("points is \"yes\"; allowed are words with numbers");
        }
    }

    private static String message(String content) {
        return "{\"choices\": [{\"message\": {\"content\": %s}}]}"
                .formatted(new JsonMapper().valueToTree(content).toString());
    }

    private RewardSet open(TestServer server, Map<String, String> more) throws Exception {
        return open(server, RUBRIC, more);
    }

    private RewardSet open(TestServer server, String rubric, Map<String, String> more) throws Exception {
        Path file = Files.writeString(folder.resolve("rubric.txt"), rubric);
        Map<String, String> parameters = new HashMap<>(
                Map.of("judge.url", server.url() + "/v1/", "judge.model", "m", "judge.rubric", file.toString()));
        more.forEach((key, value) -> parameters.put("judge." + key, value));
        return RewardSet.of(
                List.of(new RewardSpecification("helpful", 1, parameters)), OutsideRewards.registry(List.of()));
    }

    private String hash(TestServer server, String rubric, Map<String, String> more) throws Exception {
        try (RewardSet rewards = open(server, rubric, more)) {
            return rewards.configurationHash();
        }
    }

    private static ScoringInput input(String text) {
        return new ScoringInput("why", "42", text, FinishReason.STOP, 1, Map.of("level", "\"hard\""));
    }
}
