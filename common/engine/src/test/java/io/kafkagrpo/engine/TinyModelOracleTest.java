package io.kafkagrpo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.engine.train.Activations;
import io.kafkagrpo.engine.train.TokenSlopes;
import io.kafkagrpo.engine.train.TrainingEngine;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every architecture's logits, log-probabilities and gradients against the float64 oracle. */
class TinyModelOracleTest {

    private static final double TEMPERATURE = 0.7;

    @TempDir
    Path directory;

    @BeforeAll
    static void startEngine() {
        TestEngine.start();
    }

    @ParameterizedTest
    @EnumSource(TestEngine.Tiny.class)
    void logitsAndLogProbabilitiesAreTheOracles(TestEngine.Tiny tiny) throws IOException {
        // Given a tiny model and groups of sequences
        Path model = tiny.write(directory);
        var config = ModelConfig.read(model);
        List<TokenSequence> sequences = TestEngine.groups(new SplittableRandom(1), 6, config.vocabularySize());
        try (var weights = HostWeights.read(model, config);
                var policy = PolicyModel.of(config, weights, "cpu", ComputeType.FLOAT32);
                var scorer = new ScoringEngine(policy, 64)) {
            var oracle = new DoubleDecoder(config, weights);

            // When scored in packed micro-batches
            var scores = scorer.logProbabilities(TokenGroup.ofEach(sequences), TEMPERATURE);

            // Then they are the oracle's to float error
            for (int s = 0; s < scores.length; s++) {
                double[] expected = oracle.logProbabilities(sequences.get(s), TEMPERATURE);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) scores[s][i])
                            .as("sequence %d token %d", s, i)
                            .isCloseTo(expected[i], within(1e-5));
                }
            }
            int[] ids = sequences.getFirst().ids();
            double[][] logits = oracle.logits(ids);
            for (int t = 0; t < ids.length; t++) {
                for (int v = 0; v < config.vocabularySize(); v++) {
                    assertThat((double) scorer.logits(ids).get(t)[v]).isCloseTo(logits[t][v], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestEngine.Tiny.class)
    void gradientsAreTheOraclesFiniteDifferences(TestEngine.Tiny tiny) throws IOException {
        // Given a loss sum(slope * logprob) with random slopes
        assertGradients(
                tiny,
                (random, tokens) -> TokenSlopes.of(random.doubles(tokens, -1, 1).toArray()));
    }

    @ParameterizedTest
    @EnumSource(TestEngine.Tiny.class)
    void gradientsOfEntropiesAreTheOraclesFiniteDifferences(TestEngine.Tiny tiny) throws IOException {
        // Given a loss sum(slope * logprob + slope * entropy) with random slopes, some of the latter zero
        assertGradients(
                tiny,
                (random, tokens) -> new TokenSlopes(
                        random.doubles(tokens, -1, 1).toArray(),
                        random.doubles(tokens, -1, 1)
                                .map(slope -> Math.max(slope, -0.5))
                                .map(slope -> slope > 0.5 ? 0 : slope)
                                .toArray()));
    }

    private interface RandomSlopes {
        TokenSlopes of(SplittableRandom random, int tokens);
    }

    private void assertGradients(TestEngine.Tiny tiny, RandomSlopes drawn) throws IOException {
        Path model = tiny.write(directory);
        var config = ModelConfig.read(model);
        var random = new SplittableRandom(2);
        List<TokenSequence> sequences = TestEngine.groups(random, 3, config.vocabularySize());
        List<TokenSlopes> slopes = sequences.stream()
                .map(sequence -> drawn.of(random, sequence.completionLength()))
                .toList();
        try (var weights = HostWeights.read(model, config);
                var keep = new TrainingEngine(config, weights, TestEngine.options(Activations.KEEP, 64, "cpu"));
                var recompute =
                        new TrainingEngine(config, weights, TestEngine.options(Activations.RECOMPUTE, 64, "cpu"))) {
            keep.accumulateGradients(
                    TokenGroup.ofEach(sequences), TEMPERATURE, (sequence, scores) -> slopes.get(sequence));
            recompute.accumulateGradients(
                    TokenGroup.ofEach(sequences), TEMPERATURE, (sequence, scores) -> slopes.get(sequence));
            var oracle = new DoubleDecoder(config, weights);
            for (int tensor = 0; tensor < weights.layout().tensors().size(); tensor++) {
                // When each weight is moved a little both ways in float64
                double[] expected = differences(oracle, tensor, sequences, slopes);

                // Then the slope of the loss is the gradient, whatever is kept for the backward pass
                String name = weights.layout().tensors().get(tensor).name();
                assertClose(name, keep.gradient(tensor), expected);
                assertClose(name, recompute.gradient(tensor), expected);
            }
        }
    }

    private static void assertClose(String name, float[] actual, double[] expected) {
        double largest = 1e-3;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(2e-5 * largest));
        }
    }

    private static double[] differences(
            DoubleDecoder oracle, int tensor, List<TokenSequence> sequences, List<TokenSlopes> slopes) {
        double step = 1e-5; // error of central differences ~ step^2 + 1e-16 / step
        double[] weight = oracle.weight(tensor);
        var result = new double[weight.length];
        for (int i = 0; i < weight.length; i++) {
            double at = weight[i];
            weight[i] = at + step;
            double above = loss(oracle, sequences, slopes);
            weight[i] = at - step;
            double below = loss(oracle, sequences, slopes);
            weight[i] = at;
            result[i] = (above - below) / (2 * step);
        }
        return result;
    }

    private static double loss(DoubleDecoder oracle, List<TokenSequence> sequences, List<TokenSlopes> slopes) {
        double loss = 0;
        for (int s = 0; s < sequences.size(); s++) {
            double[][] scores = oracle.scores(sequences.get(s), TEMPERATURE);
            double[] byEntropy = slopes.get(s).byEntropy();
            for (int i = 0; i < scores[0].length; i++) {
                loss += slopes.get(s).byLogProbability()[i] * scores[0][i];
                loss += byEntropy == null ? 0 : byEntropy[i] * scores[1][i];
            }
        }
        return loss;
    }
}
