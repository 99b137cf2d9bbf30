package io.kafkagrpo.cli.infer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code grpo score} and {@code grpo generate} against what transformers computes, in each of
 * the {@link ReferenceDirectories}.
 */
class ReferenceLinesTest {
    private static final double LOGIT = 2e-4;
    private static final double LOG_PROBABILITY = 1e-4;

    @TempDir
    Path folder;

    static List<Path> directories() {
        List<Path> found = ReferenceDirectories.found();
        Assumptions.assumeFalse(found.isEmpty(), "no reference models: name them with -Dreference.models=DIR[,DIR…]");
        return found;
    }

    @ParameterizedTest
    @MethodSource("directories")
    void scoresAreTransformers(Path model) throws IOException {
        // Given each prompt with its continuation, and each alone
        Map<String, JsonNode> prompts = prompts(model);
        List<String> lines = new ArrayList<>();
        prompts.forEach((id, prompt) -> lines.add("{\"id\": \"%s\", \"prompt_ids\": %s, \"completion_ids\": %s}"
                .formatted(id, prompt.get("ids"), prompt.get("continuation").get("ids"))));
        prompts.forEach((id, prompt) -> {
            if (prompt.get("ids").size() > 1) {
                lines.add("{\"id\": \"%s\", \"ids\": %s}".formatted(id, prompt.get("ids")));
            }
        });

        // When
        Path output = folder.resolve("scores.jsonl");
        run("score", model, lines, "--output", output.toString(), "--top-k", "10");

        // Then
        List<JsonNode> scores = CommandRun.lines(output);
        assertThat(scores).hasSameSizeAs(lines);
        for (JsonNode score : scores.subList(0, prompts.size())) {
            JsonNode prompt = of(prompts, score);
            assertClose(
                    score.get("log_probabilities"), prompt.get("continuation").get("logprobs"), LOG_PROBABILITY);
        }
        for (JsonNode score : scores.subList(prompts.size(), scores.size())) {
            for (JsonNode position : of(prompts, score).get("positions")) {
                JsonNode place = score.get("top").get(position.get("pos").intValue());
                assertThat(place.get("position")).isEqualTo(position.get("pos"));
                assertThat(place.get("logsumexp").doubleValue())
                        .isCloseTo(position.get("logsumexp").doubleValue(), within(LOGIT));
                assertClose(place.get("logits"), position.get("logits"), LOGIT);
                // tokens whose logits are that close may stand in either order
                assertThat(place.get("ids")).containsExactlyInAnyOrderElementsOf(position.get("ids"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("directories")
    void greedyCompletionsAreTransformers(Path model) throws IOException {
        // Given
        Map<String, JsonNode> prompts = prompts(model);
        List<String> lines = new ArrayList<>();
        prompts.forEach((id, prompt) -> lines.add("{\"id\": \"%s\", \"ids\": %s}".formatted(id, prompt.get("ids"))));

        // When
        Path output = folder.resolve("completions.jsonl");
        String[] options = {"--output", output.toString(), "--greedy", "--ignore-eos", "--max-tokens", "48"};
        run("generate", model, lines, options);

        // Then
        List<JsonNode> completions = CommandRun.lines(output);
        assertThat(completions).hasSameSizeAs(lines);
        for (JsonNode completion : completions) {
            JsonNode greedy = of(prompts, completion).get("greedy");
            assertThat(completion.get("token_ids")).isEqualTo(greedy.get("ids"));
            assertClose(completion.get("log_probabilities"), greedy.get("logprobs"), LOG_PROBABILITY);
            assertThat(completion.get("finish_reason").textValue()).isEqualTo("length");
        }
    }

    private void run(String command, Path model, List<String> lines, String... options) throws IOException {
        Path input = Files.write(folder.resolve("input.jsonl"), lines);
        List<String> all =
                new ArrayList<>(List.of(command, model.toString(), "--input", input.toString(), "--threads", "1"));
        all.addAll(List.of(options));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static Map<String, JsonNode> prompts(Path model) throws IOException {
        JsonNode reference =
                new JsonMapper().readTree(model.resolve("reference.json").toFile());
        Map<String, JsonNode> prompts = new HashMap<>();
        reference.get("prompts").forEach(prompt -> prompts.put(prompt.get("id").textValue(), prompt));
        assertThat(prompts).isNotEmpty();
        return prompts;
    }

    private static JsonNode of(Map<String, JsonNode> prompts, JsonNode line) {
        return requireNonNull(prompts.get(line.get("id").textValue()));
    }

    private static void assertClose(JsonNode actual, JsonNode expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).doubleValue()).isCloseTo(expected.get(i).doubleValue(), within(tolerance));
        }
    }
}
