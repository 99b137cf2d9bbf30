package io.kafkagrpo.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.score.TopLogits;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ReferenceModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine against what transformers computes ({@code reference.json}) in each of the {@link ReferenceModels}.
 * Their own float32 is up to 1.1e-4 (logits) and 3.5e-5 (log-probabilities) from their float64.
 */
class ModelReferenceTest {

    private static final double LOGIT = 2e-4;
    private static final double LOG_PROBABILITY = 1e-4;

    /** Enough for the references' prompts and continuations; a model of a shorter context is tested at its own. */
    private static final int CONTEXT = 512;

    @BeforeAll
    static void startEngine() {
        TestEngine.start();
    }

    static List<Path> directories() {
        return ReferenceModels.directories();
    }

    @ParameterizedTest
    @MethodSource("directories")
    void logitsAndLogProbabilities(Path directory) throws IOException {
        JsonNode reference = reference(directory);
        try (PolicyModel model = load(directory);
                var scorer = new ScoringEngine(model, 4096)) {
            for (JsonNode prompt : reference.get("prompts")) {
                // Given a prompt, when its logits are computed
                List<float[]> logits = scorer.logits(ints(prompt.get("ids")));

                // Then the most likely tokens of some positions have the reference's
                for (JsonNode position : prompt.get("positions")) {
                    assertLogits(position, logits.get(position.get("pos").asInt()));
                }

                // And the likeliest tokens, found chunk by chunk, are those of the whole logits
                var continued = ints(prompt.get("continuation").get("ids"));
                var whole = TestEngine.sequence(ints(prompt.get("ids")), continued);
                var top = scorer.topScores(TokenGroup.ofEach(List.of(whole)), 1, 10)
                        .getFirst();
                assertThat(top.alternatives()).hasSize(continued.length + 1);
                JsonNode last =
                        prompt.get("positions").get(prompt.get("positions").size() - 1);
                assertThat(last.get("pos").asInt()).isEqualTo(prompt.get("ids").size() - 1);
                TopLogits likeliest = top.alternatives().getFirst();
                assertThat(likeliest.logSumExp())
                        .isCloseTo(last.get("logsumexp").asDouble(), within(LOGIT));
                assertClose(likeliest.logits(), last.get("logits"), LOGIT);
                assertClose(top.logProbabilities(), prompt.get("continuation").get("logprobs"), LOG_PROBABILITY);

                // And a continuation has its log-probabilities and, where known, entropies
                var continuation = prompt.get("continuation");
                var sequence = TestEngine.sequence(ints(prompt.get("ids")), ints(continuation.get("ids")));
                var scores =
                        scorer.score(TokenGroup.ofEach(List.of(sequence)), 1).getFirst();
                assertClose(scores.logProbabilities(), continuation.get("logprobs"), LOG_PROBABILITY);
                if (continuation.has("entropy_f64")) {
                    assertClose(scores.entropies(), continuation.get("entropy_f64"), LOG_PROBABILITY);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("directories")
    void greedyTokensOfCachedDecoding(Path directory) throws IOException {
        // Given all prompts in an engine with fewer slots than prompts
        JsonNode reference = reference(directory);
        try (PolicyModel model = load(directory);
                var engine = new GenerationEngine(
                        model, 3, Math.min(CONTEXT, model.config().contextLength()))) {
            var expected = new HashMap<String, JsonNode>();
            for (JsonNode prompt : reference.get("prompts")) {
                JsonNode greedy = prompt.get("greedy");
                expected.put(prompt.get("id").asText(), greedy);
                engine.submit(new GenerationRequest(
                        prompt.get("id").asText(),
                        ints(prompt.get("ids")),
                        Sampling.greedy(greedy.get("ids").size()),
                        new long[] {0},
                        Set.of(),
                        StopCondition.NONE));
            }

            // When they are continued greedily, then tokens are identical and log-probabilities agree
            while (!engine.isIdle()) {
                for (GeneratedSequence sequence : engine.step()) {
                    JsonNode greedy = requireNonNull(expected.remove(sequence.requestId()));
                    assertThat(sequence.tokenIds()).as(sequence.requestId()).containsExactly(ints(greedy.get("ids")));
                    assertClose(sequence.logProbabilities(), greedy.get("logprobs"), LOG_PROBABILITY);
                }
            }
            assertThat(expected).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("directories")
    void rowsOfDifferentLengthsInOneBatch(Path directory) throws IOException {
        JsonNode reference = reference(directory);
        assumeTrue(reference.has("batch"), "no batch section");
        int[] completion = ints(reference.get("batch").get("completion_ids"));
        var prompts = new HashMap<String, int[]>();
        reference.get("prompts").forEach(prompt -> prompts.put(prompt.get("id").asText(), ints(prompt.get("ids"))));
        var rows = new ArrayList<JsonNode>();
        reference.get("batch").get("rows").forEach(rows::add);
        List<TokenSequence> sequences = rows.stream()
                .map(row -> TestEngine.sequence(
                        requireNonNull(prompts.get(row.get("prompt").asText())), completion))
                .toList();
        try (PolicyModel model = load(directory);
                var scorer = new ScoringEngine(model, 1 << 20)) {
            // When all rows go in one pass, then each is the reference's row and the same as alone
            var together = scorer.logProbabilities(TokenGroup.ofEach(sequences), 1);
            for (int row = 0; row < together.length; row++) {
                assertClose(together[row], rows.get(row).get("logprobs"), LOG_PROBABILITY);
                var alone = scorer.logProbabilities(TokenGroup.ofEach(List.of(sequences.get(row))), 1)[0];
                for (int i = 0; i < alone.length; i++) {
                    assertThat(together[row][i]).isCloseTo(alone[i], within(5e-5f));
                }
            }
        }
    }

    /**
     * Loss, gradients and one clipped step of AdamW, from the weights as stored and without the rounding to bf16
     * that the training engine adds. Float32 gradients are held to 5e-5 of their tensor's largest; a step of AdamW
     * is lr·g/(|g|+ε), so a weight whose gradient is that small may be off by up to lr.
     */
    private static void assertLogits(JsonNode expected, float[] logits) {
        for (int i = 0; i < expected.get("ids").size(); i++) {
            assertThat((double) logits[expected.get("ids").get(i).asInt()])
                    .isCloseTo(expected.get("logits").get(i).asDouble(), within(LOGIT));
        }
    }

    private static void assertClose(float[] actual, JsonNode expected, double tolerance) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("token %d", i)
                    .isCloseTo(expected.get(i).asDouble(), within(tolerance));
        }
    }

    private static PolicyModel load(Path directory) {
        return PolicyModel.load(directory, ModelConfig.read(directory), "cpu", ComputeType.FLOAT32);
    }

    private static JsonNode reference(Path directory) throws IOException {
        return new ObjectMapper().readTree(directory.resolve("reference.json").toFile());
    }

    private static int[] ints(JsonNode node) {
        var values = new int[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asInt();
        }
        return values;
    }
}
