package io.kafkagrpo.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.torch.DeviceMemoryException;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchProgram;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.TinyModels;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What generation does at its limits: long prompts, too little memory, impossible requests, numbers that are none.
 */
class GenerationLimitsTest {

    private static final int[] PROMPT = {3, 14, 1, 5};

    @TempDir
    Path directory;

    private ModelConfig config;
    private HostWeights weights;
    private PolicyModel model;

    @BeforeEach
    void loadModel() throws IOException {
        TestEngine.start();
        Path path = TestEngine.Tiny.QWEN2_TIED.write(directory);
        config = ModelConfig.read(path);
        weights = HostWeights.read(path, config);
        model = PolicyModel.of(config, weights, "cpu", ComputeType.FLOAT32);
    }

    @AfterEach
    void closeModel() {
        model.close();
        weights.close();
    }

    @Test
    void aPromptLongerThanAChunkIsReadInPieces() throws IOException {
        // Given a model with a context of 2048 and a prompt of 1200 tokens
        Path path = TinyModels.write(
                directory.resolve("long"),
                TinyModels.QWEN2.replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 2048"));
        var longConfig = ModelConfig.read(path);
        int[] prompt = new SplittableRandom(8).ints(1200, 0, 20).toArray();
        try (var longModel = PolicyModel.load(path, longConfig, "cpu", ComputeType.FLOAT32);
                var engine = new GenerationEngine(longModel, 2, 2048);
                var scorer = new ScoringEngine(longModel, 4096)) {
            // When it is continued beside a short one
            engine.submit(request("short", PROMPT, Sampling.untruncated(1, 40), 1));
            engine.submit(request("long", prompt, Sampling.untruncated(1, 20), 2));
            engine.step();
            assertThat(engine.activeSequences()).isEqualTo(1); // the short one doesn't wait for the long prompt
            var results = new ArrayList<GeneratedSequence>();
            while (!engine.isIdle()) {
                results.addAll(engine.step());
            }

            // Then its log-probabilities are those of a full forward
            GeneratedSequence result = results.stream()
                    .filter(r -> r.requestId().equals("long"))
                    .findFirst()
                    .orElseThrow();
            var scored = scorer.logProbabilities(
                            TokenGroup.ofEach(List.of(TestEngine.sequence(prompt, result.tokenIds()))), 1)[0];
            for (int i = 0; i < scored.length; i++) {
                assertThat(result.logProbabilities()[i]).isCloseTo(scored[i], within(2e-5f));
            }
        }
    }

    @Test
    void aCacheThatDoesNotFitNamesTheSettings() throws IOException {
        // Given a context whose keys and values for 1,000 slots take more than any machine has
        Path path = TinyModels.write(
                directory.resolve("huge"),
                TinyModels.QWEN2.replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 1000000000"));
        var hugeConfig = ModelConfig.read(path);
        try (var huge = PolicyModel.load(path, hugeConfig, "cpu", ComputeType.FLOAT32);
                var program = TorchProgram.generator(huge.device(), hugeConfig);
                var cache = new KeyValueCache(huge, program, 1_000, 1_000_000_000)) {
            assertThatThrownBy(() -> cache.upTo(1_000_000_000))
                    .isInstanceOf(DeviceMemoryException.class)
                    .hasMessageContaining("fewer slots or a shorter context");
        }
    }

    @Test
    void impossibleRequestsAreRefused() {
        try (var engine = new GenerationEngine(model, 2, 16)) {
            assertThatThrownBy(() -> engine.submit(request("long", new int[16], Sampling.greedy(1), 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The prompt of long has 16 tokens; allowed are at most 15 in a context of 16.");
            assertThatThrownBy(() -> engine.submit(request("odd", new int[] {20}, Sampling.greedy(1), 1)))
                    .hasMessage("The prompt of odd has the token id 20; the model's vocabulary has 20.");
        }
        assertThatThrownBy(() -> new GenerationEngine(model, 2, 65)).hasMessageContaining("allowed is 2 to 64");
    }

    @Test
    void notFiniteLogitsStopTheEngine() {
        try (var engine = new GenerationEngine(model, 2, 16);
                HostWeights broken = weights.copy()) {
            broken.tensor(broken.layout().indexOf("model.norm.weight")).fill((byte) 0xff); // NaN
            model.replace(broken, 3);
            engine.submit(request("r", PROMPT, Sampling.untruncated(1, 4), 1));
            assertThatThrownBy(engine::step)
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("The logits of request r at position 4 are not finite with the weights of version 3.");
        }
    }

    private static GenerationRequest request(String id, int[] prompt, Sampling sampling, long... seeds) {
        return new GenerationRequest(id, prompt, sampling, seeds, Set.of(), StopCondition.NONE);
    }
}
