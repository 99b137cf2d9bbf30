package io.kafkagrpo.system.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.infer.ReferenceDirectories;
import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.generate.GeneratedSequence;
import io.kafkagrpo.engine.generate.GenerationEngine;
import io.kafkagrpo.engine.generate.GenerationRequest;
import io.kafkagrpo.engine.generate.Sampling;
import io.kafkagrpo.engine.generate.StopCondition;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.score.TopScores;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.text.Tokenizer;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model that the engine saved opens in other implementations, and they continue prompts with the same
 * greedy tokens: Jlama reads the saved directory itself, llama.cpp the saved weights from a GGUF file. All
 * compute in float32.
 *
 * <p>Logits of float32 are up to 1.1e-4 from their float64, so two implementations may take different tokens where
 * the likeliest two are closer than {@link #MARGIN}. A prompt is compared up to the first such place, and enough of
 * them must be compared over at least {@link #LEAST} tokens.
 */
class PeerContinuationTest {
    private static final int TOKENS = 48;
    private static final int LEAST = 32;
    private static final int MOST_PROMPTS = 6;
    private static final int LEAST_PROMPTS = 3;
    private static final double MARGIN = 5e-4;
    private static final Path MINI = Installation.ofThisProcess().configFolder().resolve("models/mini");

    @TempDir
    static Path folder;

    private static PeerProcess jlama;
    private static PeerProcess llamaCpp;

    /** A prompt, what the engine makes of it, and how many of these tokens float32 is sure of. */
    private record Continuation(int[] prompt, int[] tokens, int sure) {}

    @BeforeAll
    static void start() throws IOException {
        TorchRuntime.start(1);
        jlama = PeerProcess.start(JlamaPeer.class, folder, JlamaPeer.JVM_OPTIONS);
        llamaCpp = PeerProcess.start(LlamaCppPeer.class, folder, LlamaCppPeer.jvmOptions(folder));
    }

    @AfterAll
    static void end() throws IOException {
        jlama.close();
        llamaCpp.close();
    }

    static Stream<Path> models() {
        return Stream.concat(Stream.of(MINI), ReferenceDirectories.found().stream());
    }

    @ParameterizedTest
    @MethodSource("models")
    void jlamaGoesOnAlike(Path source) throws IOException {
        ModelConfig config = ModelConfig.read(source);
        boolean known = Set.of("qwen2", "llama").contains(config.modelType()) && config.ropeScaling() == null;
        assumeTrue(known, "Jlama has no " + config.modelType() + " of this kind");
        Path saved = save(source, config, "jlama");
        compare(saved, continuations(saved, config), jlama);
    }

    @ParameterizedTest
    @MethodSource("models")
    void llamaCppGoesOnAlike(Path source) throws IOException {
        assumeTrue(llamaCpp.whyUnavailable() == null, llamaCpp.whyUnavailable());
        ModelConfig config = ModelConfig.read(source);
        assumeTrue(config.modelType().equals("qwen2"), "only Qwen2 is written as GGUF here");
        Path saved = save(source, config, "gguf");
        Path gguf = saved.resolve("model.gguf");
        try (HostWeights weights = HostWeights.read(saved, config)) {
            GgufFile.write(gguf, config, weights, GgufFile.Stored.F32);
        }
        compare(gguf, continuations(saved, config), llamaCpp);
    }

    private static Path save(Path source, ModelConfig config, String purpose) throws IOException {
        Path target = Files.createTempDirectory(folder, purpose);
        try (HostWeights weights = HostWeights.read(source, config)) {
            ModelWriter.save(target, source, weights);
        }
        if (Files.exists(source.resolve("reference.json"))) {
            Files.copy(source.resolve("reference.json"), target.resolve("reference.json"));
        }
        return target;
    }

    private static void compare(Path model, List<Continuation> continuations, PeerProcess peer) throws IOException {
        int compared = 0;
        for (Continuation ours : continuations) {
            // When the peer continues the prompt
            int[] theirs = peer.continueGreedily(model, ours.prompt(), TOKENS);

            // Then all tokens that float32 is sure of are the same
            assertThat(theirs).hasSize(TOKENS);
            assertThat(theirs)
                    .as("after %s", PeerService.text(ours.prompt()))
                    .startsWith(Arrays.copyOf(ours.tokens(), ours.sure()));
            compared += ours.sure() >= LEAST ? 1 : 0;
        }
        assertThat(compared).as("prompts compared over %d tokens", LEAST).isGreaterThanOrEqualTo(LEAST_PROMPTS);
    }

    /** What the engine makes of the saved model. */
    private static List<Continuation> continuations(Path saved, ModelConfig config) throws IOException {
        List<int[]> prompts = prompts(saved);
        int longest =
                TOKENS + 1 + prompts.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        List<Continuation> all = new ArrayList<>();
        try (PolicyModel model = PolicyModel.load(saved, config, "cpu", ComputeType.FLOAT32);
                GenerationEngine engine =
                        new GenerationEngine(model, prompts.size(), Math.min(longest, config.contextLength()));
                ScoringEngine scorer = new ScoringEngine(model, longest)) {
            for (int i = 0; i < prompts.size(); i++) {
                engine.submit(new GenerationRequest(
                        Integer.toString(i),
                        prompts.get(i),
                        Sampling.greedy(TOKENS),
                        new long[] {0},
                        Set.of(),
                        StopCondition.NONE));
            }
            while (!engine.isIdle()) {
                for (GeneratedSequence sequence : engine.step()) {
                    int[] prompt = prompts.get(Integer.parseInt(sequence.requestId()));
                    all.add(new Continuation(prompt, sequence.tokenIds(), sure(scorer, prompt, sequence.tokenIds())));
                }
            }
        }
        assertThat(all).hasSameSizeAs(prompts);
        return all;
    }

    /** The number of tokens before the first whose two likeliest are too close to tell. */
    private static int sure(ScoringEngine scorer, int[] prompt, int[] tokens) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + tokens.length);
        System.arraycopy(tokens, 0, ids, prompt.length, tokens.length);
        TopScores scores = scorer.topScores(TokenGroup.ofEach(List.of(new TokenSequence(ids, prompt.length))), 1, 2)
                .getFirst();
        int sure = 0;
        while (sure < tokens.length) {
            float[] likeliest = scores.alternatives().get(sure).logits();
            if (likeliest[0] - likeliest[1] < MARGIN) {
                break;
            }
            sure++;
        }
        return sure;
    }

    /** The reference's prompts; the built-in model, which has none, gets problems. */
    private static List<int[]> prompts(Path saved) throws IOException {
        if (Files.exists(saved.resolve("reference.json"))) {
            JsonNode reference =
                    new JsonMapper().readTree(saved.resolve("reference.json").toFile());
            return StreamSupport.stream(reference.get("prompts").spliterator(), false)
                    .limit(MOST_PROMPTS)
                    .map(prompt -> StreamSupport.stream(prompt.get("ids").spliterator(), false)
                            .mapToInt(JsonNode::intValue)
                            .toArray())
                    .toList();
        }
        try (Tokenizer tokenizer = Tokenizer.open(saved)) {
            return Arithmetic.problems(Split.HELD_OUT).stream()
                    .limit(MOST_PROMPTS)
                    .map(problem -> tokenizer.encode(problem.question()))
                    .toList();
        }
    }
}
