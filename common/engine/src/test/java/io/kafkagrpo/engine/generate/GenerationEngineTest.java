package io.kafkagrpo.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.DoubleDecoder;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.rollout.VersionSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Continuous batching on a tiny model of 20 tokens and a context of 64. */
class GenerationEngineTest {

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
    void recordedLogProbabilitiesAreThoseOfAFullForward() {
        // Given groups of different prompts and lengths, more members than slots
        var random = new SplittableRandom(4);
        List<GenerationRequest> requests = IntStream.range(0, 12)
                .mapToObj(i -> request(
                        "r" + i,
                        random.ints(random.nextInt(1, 20), 0, 20).toArray(),
                        Sampling.untruncated(0.8, random.nextInt(1, 40)),
                        random.longs(random.nextInt(1, 6)).toArray()))
                .toList();

        // When they are generated
        List<GeneratedSequence> results = run(5, requests);

        // Then every member is there once, and scoring it anew gives the sampler's log-probabilities
        assertThat(results)
                .hasSize(requests.stream().mapToInt(r -> r.seeds().length).sum());
        try (var scorer = new ScoringEngine(model, 256)) {
            for (var result : results) {
                var request = requests.get(Integer.parseInt(result.requestId().substring(1)));
                var sequence = TestEngine.sequence(request.promptIds(), result.tokenIds());
                var scored = scorer.logProbabilities(TokenGroup.ofEach(List.of(sequence)), 0.8)[0];
                for (int i = 0; i < scored.length; i++) {
                    assertThat(result.logProbabilities()[i]).isCloseTo(scored[i], within(2e-5f));
                }
                assertThat(result.versions()).containsExactly(new VersionSpan(0, 0));
            }
        }
    }

    @Test
    void aSeedGivesTheSameCompletionWhateverItsNeighbours() {
        // Given one request
        GenerationRequest request = request("one", PROMPT, Sampling.untruncated(1, 30), 99);
        GeneratedSequence alone = run(1, List.of(request)).getFirst();

        // When it runs among others, in another place and another number of slots
        var others = new ArrayList<GenerationRequest>();
        others.add(request("before", new int[] {7}, Sampling.untruncated(1.3, 11), 1, 2, 3));
        others.add(request);
        others.add(request("after", new int[] {1, 2, 3, 4, 5, 6}, new Sampling(1, 20, 3, 0.9, 0.01), 4, 5));
        GeneratedSequence among = run(4, others).stream()
                .filter(result -> result.requestId().equals("one"))
                .findFirst()
                .orElseThrow();

        // Then it is the same
        assertThat(among.tokenIds()).containsExactly(alone.tokenIds());
    }

    @Test
    void samplesFollowTheDistribution() {
        // Given the model's distribution after the prompt at temperature 1.5
        double temperature = 1.5;
        int draws = 20_000;
        double[] expected = distribution(temperature);

        // When many first tokens are drawn
        var counts = new int[20];
        long[] seeds = LongStream.range(0, draws).toArray();
        run(64, List.of(request("many", PROMPT, Sampling.untruncated(temperature, 1), seeds)))
                .forEach(result -> counts[result.tokenIds()[0]]++);

        // Then chi-square over 19 degrees of freedom is below its 99.9 % quantile
        double chiSquare = 0;
        for (int token = 0; token < 20; token++) {
            double mean = expected[token] * draws;
            chiSquare += (counts[token] - mean) * (counts[token] - mean) / mean;
        }
        assertThat(chiSquare).isLessThan(43.82);
    }

    @Test
    void truncationKeepsTheMostLikelyTokensAndRenormalizes() {
        double[] p = distribution(1);
        List<Integer> order = IntStream.range(0, 20)
                .boxed()
                .sorted(Comparator.comparingDouble(token -> -p[token]))
                .toList();
        double top2 = p[order.get(0)] + p[order.get(1)];
        record Case(String name, Sampling sampling, int kept) {}
        var cases = List.of(
                new Case("top-k 3", new Sampling(1, 1, 3, 1, 0), 3),
                // before the third token the sum is top2, so a bound just above lets the third in
                new Case("top-p", new Sampling(1, 1, 0, top2 + 1e-4, 0), 3),
                new Case("top-p just below", new Sampling(1, 1, 0, top2 - 1e-4, 0), 2),
                new Case("min-p", new Sampling(1, 1, 0, 1, p[order.get(4)] / p[order.get(0)] * 0.999), 5),
                new Case("greedy", Sampling.greedy(1), 1));
        for (var each : cases) {
            // When drawn often enough to see every kept token
            long[] seeds = LongStream.range(0, 3000).toArray();
            List<GeneratedSequence> results = run(64, List.of(request("r", PROMPT, each.sampling(), seeds)));

            // Then none but the kept ones occur, each with its renormalized log-probability
            double sum = order.subList(0, each.kept()).stream()
                    .mapToDouble(token -> p[token])
                    .sum();
            double total = each.sampling().isGreedy() ? 1 : sum;
            for (GeneratedSequence result : results) {
                int token = result.tokenIds()[0];
                assertThat(order.subList(0, each.kept())).as(each.name()).contains(token);
                assertThat((double) result.logProbabilities()[0])
                        .as(each.name())
                        .isCloseTo(Math.log(p[token] / total), within(1e-4));
            }
            assertThat(results.stream().mapToInt(result -> result.tokenIds()[0]).distinct())
                    .as(each.name())
                    .hasSizeGreaterThanOrEqualTo(each.kept() - 1);
        }
    }

    @Test
    void weightsReplacedBetweenStepsKeepSequencesAndMarkTokens() {
        try (var engine = new GenerationEngine(model, 2, 64);
                HostWeights other = weights.copy()) {
            // Given two members in flight with three tokens each
            engine.submit(request("r", PROMPT, Sampling.untruncated(1, 6), 1, 2));
            engine.step(); // joining gives the first token, the step the second
            engine.step();

            // When the weights become version 7
            other.tensor(0).fill((byte) 0x3c);
            model.replace(other, 7);
            var results = new ArrayList<GeneratedSequence>();
            while (!engine.isIdle()) {
                results.addAll(engine.step());
            }

            // Then both go on to their end, with the tokens of each version marked
            assertThat(results).hasSize(2).allSatisfy(result -> {
                assertThat(result.tokenIds()).hasSize(6);
                assertThat(result.versions()).containsExactly(new VersionSpan(0, 0), new VersionSpan(7, 3));
                // all embeddings equal, so all logits are: each token has probability 1/20
                assertThat((double) result.logProbabilities()[5]).isCloseTo(-Math.log(20), within(1e-5));
            });
        }
    }

    @Test
    void completionsEndForTheReasonThatComesFirst() {
        GeneratedSequence free = run(1, List.of(request("r", PROMPT, Sampling.untruncated(1, 20), 5)))
                .getFirst();
        int end = free.tokenIds()[4];
        int first = IntStream.range(0, 20)
                .filter(i -> free.tokenIds()[i] == end)
                .findFirst()
                .orElseThrow();

        // Given an end id that comes up, then the completion ends with it
        GeneratedSequence ended = run(
                        1,
                        List.of(new GenerationRequest(
                                "r",
                                PROMPT,
                                Sampling.untruncated(1, 20),
                                new long[] {5},
                                Set.of(end),
                                StopCondition.NONE)))
                .getFirst();
        assertThat(ended.reason()).isEqualTo(FinishReason.STOP);
        assertThat(ended.tokenIds()).hasSize(first + 1).endsWith(end);

        // Given a stop condition on length, then it ends there
        GeneratedSequence stopped = run(
                        1,
                        List.of(new GenerationRequest(
                                "r",
                                PROMPT,
                                Sampling.untruncated(1, 20),
                                new long[] {5},
                                Set.of(),
                                (ids, length) -> length == 7)))
                .getFirst();
        assertThat(stopped.reason()).isEqualTo(FinishReason.STOP);
        assertThat(stopped.tokenIds()).hasSize(7);

        // Given neither, then the most new tokens or the context end it
        assertThat(free.reason()).isEqualTo(FinishReason.LENGTH);
        GeneratedSequence full = run(1, List.of(request("r", PROMPT, Sampling.untruncated(1, 1000), 5)))
                .getFirst();
        assertThat(full.reason()).isEqualTo(FinishReason.CONTEXT);
        assertThat(full.tokenIds()).hasSize(64 - PROMPT.length);
    }

    @Test
    void aCancelledRequestLeavesTheOthersAsTheyWere() {
        GenerationRequest kept = request("kept", PROMPT, Sampling.untruncated(1, 25), 1, 2, 3);
        List<GeneratedSequence> expected = run(6, List.of(kept));
        try (var engine = new GenerationEngine(model, 4, 64)) {
            // Given another request before it, active and waiting
            engine.submit(request("gone", new int[] {2, 2}, Sampling.untruncated(1, 25), 7, 8, 9, 10, 11));
            engine.submit(kept);
            engine.step();

            // When that is cancelled
            engine.cancel("gone");
            assertThat(engine.activeSequences()).isZero();
            assertThat(engine.waitingSequences()).isEqualTo(3);
            var results = new ArrayList<GeneratedSequence>();
            while (!engine.isIdle()) {
                results.addAll(engine.step());
            }

            // Then only the other's members end, with what they would have given alone
            assertThat(results).hasSize(3);
            for (GeneratedSequence result : results) {
                assertThat(result.tokenIds())
                        .containsExactly(expected.stream()
                                .filter(e -> e.member() == result.member())
                                .findFirst()
                                .orElseThrow()
                                .tokenIds());
            }
        }
    }

    private double[] distribution(double temperature) {
        var oracle = new DoubleDecoder(config, weights);
        var probabilities = new double[20];
        for (int token = 0; token < 20; token++) {
            TokenSequence sequence = TestEngine.sequence(PROMPT, new int[] {token});
            probabilities[token] = Math.exp(oracle.logProbabilities(sequence, temperature)[0]);
        }
        return probabilities;
    }

    private List<GeneratedSequence> run(int slots, List<GenerationRequest> requests) {
        try (var engine = new GenerationEngine(model, slots, 64)) {
            requests.forEach(engine::submit);
            var results = new ArrayList<GeneratedSequence>();
            while (!engine.isIdle()) {
                results.addAll(engine.step());
            }
            return results;
        }
    }

    private static GenerationRequest request(String id, int[] prompt, Sampling sampling, long... seeds) {
        return new GenerationRequest(id, prompt, sampling, seeds, Set.of(), StopCondition.NONE);
    }
}
