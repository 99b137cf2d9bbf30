package io.kafkagrpo.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.ScoringEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.engine.torch.PolicyModel;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Passes and updates on a tiny model. */
class TrainingEngineTest {

    private static final SlopeFunction SLOPES = (sequence, scores) -> {
        var slopes = new double[scores.logProbabilities().length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = Math.sin(sequence + i) * scores.logProbabilities()[i];
        }
        return TokenSlopes.of(slopes);
    };

    @TempDir
    Path directory;

    private ModelConfig config;
    private HostWeights weights;
    private List<TokenSequence> sequences;

    @BeforeEach
    void loadModel() throws IOException {
        TestEngine.start();
        Path path = TestEngine.Tiny.LLAMA3_UNTIED.write(directory);
        config = ModelConfig.read(path);
        weights = HostWeights.read(path, config);
        sequences = TestEngine.groups(new SplittableRandom(11), 12, config.vocabularySize());
    }

    @AfterEach
    void closeWeights() {
        weights.close();
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP, 64, cpu",
        "KEEP, 256, cpu",
        "RECOMPUTE, 64, cpu",
        "KEEP, 1, cpu",
        "KEEP, 64, cpu+cpu",
        "KEEP, 256, cpu+cpu",
        "KEEP, 4096, cpu+cpu",
        "RECOMPUTE, 16, cpu+cpu+cpu"
    })
    void gradientsDontDependOnMicroBatchesOrDevices(Activations activations, int budget, String devices) {
        // Given the gradient of one large micro-batch on one device
        try (var whole = engine(Activations.KEEP, 4096, "cpu");
                var cut = engine(activations, budget, devices.split("\\+"))) {
            var expected = whole.accumulateGradients(TokenGroup.ofEach(sequences), 0.9, SLOPES);
            assertThat(expected.microBatches()).isEqualTo(1);

            // When the same sequences are cut otherwise
            var result = cut.accumulateGradients(TokenGroup.ofEach(sequences), 0.9, SLOPES);

            // Then gradients, figures and the step are equal to float error
            assertThat(result.microBatches()).isGreaterThanOrEqualTo(budget < 256 ? 2 : 1);
            assertThat(result.predictedTokens()).isEqualTo(expected.predictedTokens());
            assertThat(result.meanEntropy()).isCloseTo(expected.meanEntropy(), within(1e-5));
            for (int tensor = 0; tensor < weights.layout().tensors().size(); tensor++) {
                assertClose(cut.gradient(tensor), whole.gradient(tensor));
            }
            double norm = whole.applyUpdate(1e-3, 1).gradientNorm();
            assertThat(cut.applyUpdate(1e-3, 1).gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
        }
    }

    @Test
    void equalInputsGiveEqualBits() {
        try (TrainingEngine first = engine(Activations.KEEP, 64, "cpu", "cpu");
                TrainingEngine second = engine(Activations.KEEP, 64, "cpu", "cpu")) {
            for (int step = 0; step < 5; step++) {
                first.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
                second.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
                first.applyUpdate(1e-3, 0.5);
                second.applyUpdate(1e-3, 0.5);
                assertThat(first.stateChecksum(Checksum.Kind.SUM)).isEqualTo(second.stateChecksum(Checksum.Kind.SUM));
            }
            assertThat(first.steps()).isEqualTo(5);
        }
    }

    @Test
    void theRatioAtTheSameVersionIsOne() {
        try (TrainingEngine engine = engine(Activations.KEEP, 4096, "cpu")) {
            // Given some updates, after which masters aren't bf16 values
            for (int step = 0; step < 3; step++) {
                engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
                engine.applyUpdate(1e-3, 1);
            }

            // When the published weights score the sequences
            try (HostWeights published = engine.publishedWeights();
                    var model = PolicyModel.of(config, published, "cpu", ComputeType.FLOAT32);
                    var scorer = new ScoringEngine(model, 4096)) {
                // Then it is bit by bit what the learner computes, without and with gradient
                var expected = scorer.logProbabilities(TokenGroup.ofEach(sequences), 1);
                assertThat(engine.logProbabilities(TokenGroup.ofEach(sequences), 1))
                        .isDeepEqualTo(expected);
                engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, (sequence, scores) -> {
                    assertThat(scores.logProbabilities()).containsExactly(expected[sequence]);
                    return TokenSlopes.of(new double[scores.logProbabilities().length]);
                });
            }
        }
    }

    @Test
    void anUpdateIsAdamwOnTheMasters() {
        try (TrainingEngine engine = engine(Activations.KEEP, 4096, "cpu")) {
            // Given AdamW written down for one weight at a time
            int tensors = weights.layout().tensors().size();
            double rate = 0.01;
            double clip = 0.5;
            var masters = new double[tensors][];
            var first = new double[tensors][];
            var second = new double[tensors][];
            for (int tensor = 0; tensor < tensors; tensor++) {
                masters[tensor] = doubles(engine.masters(tensor));
                first[tensor] = new double[masters[tensor].length];
                second[tensor] = new double[masters[tensor].length];
            }
            for (int step = 1; step <= 3; step++) {
                // When a clipped step is made
                engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
                var gradients = new double[tensors][];
                double squares = 0;
                for (int tensor = 0; tensor < tensors; tensor++) {
                    gradients[tensor] = doubles(engine.gradient(tensor));
                    squares += Arrays.stream(gradients[tensor]).map(g -> g * g).sum();
                }
                OptimizerStep update = engine.applyUpdate(rate, clip);

                // Then norm, scale and masters are as the formula says
                assertThat(update.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-5 * Math.sqrt(squares)));
                double scale = Math.min(1, clip / (Math.sqrt(squares) + 1e-6));
                assertThat(update.gradientScale()).isCloseTo(scale, within(1e-5));
                for (int tensor = 0; tensor < tensors; tensor++) {
                    float[] actual = engine.masters(tensor);
                    for (int i = 0; i < actual.length; i++) {
                        double g = gradients[tensor][i] * scale;
                        first[tensor][i] = 0.9 * first[tensor][i] + 0.1 * g;
                        second[tensor][i] = 0.999 * second[tensor][i] + 0.001 * g * g;
                        double m = first[tensor][i] / (1 - Math.pow(0.9, step));
                        double v = second[tensor][i] / (1 - Math.pow(0.999, step));
                        masters[tensor][i] -= rate * 0.01 * masters[tensor][i];
                        masters[tensor][i] -= rate * m / (Math.sqrt(v) + 1e-8);
                        assertThat((double) actual[i]).isCloseTo(masters[tensor][i], within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void notFiniteGradientsStopAndNameTheirTensors() {
        try (TrainingEngine engine = engine(Activations.KEEP, 4096, "cpu")) {
            Checksum before = engine.stateChecksum(Checksum.Kind.SUM);
            engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, (sequence, scores) -> {
                var slopes = new double[scores.logProbabilities().length];
                slopes[0] = 3e38; // finite, but no longer after it is multiplied
                slopes[slopes.length - 1] = 3e38;
                return TokenSlopes.of(slopes);
            });
            assertThatThrownBy(() -> engine.applyUpdate(1e-3, 1))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessageStartingWith("The gradient of step 1 is not finite in ")
                    .hasMessageContaining("lm_head.weight");
            assertThat(engine.stateChecksum(Checksum.Kind.SUM)).isEqualTo(before);

            engine.clearGradients();
            assertThatThrownBy(() -> engine.accumulateGradients(
                            TokenGroup.ofEach(sequences.subList(2, 3)), 1, (sequence, scores) -> {
                                var slopes = new double[scores.logProbabilities().length];
                                slopes[0] = Double.NaN;
                                return TokenSlopes.of(slopes);
                            }))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("The slope of completion token 0 of sequence 0 is NaN.");
            assertThatThrownBy(() -> engine.accumulateGradients(
                            TokenGroup.ofEach(sequences.subList(2, 3)), 1, (sequence, scores) -> {
                                var slopes = new double[scores.entropies().length];
                                slopes[0] = Double.POSITIVE_INFINITY;
                                return new TokenSlopes(new double[slopes.length], slopes);
                            }))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("The slope by entropy of completion token 0 of sequence 0 is Infinity.");
        }
    }

    /**
     * bf16 has 8 significant bits: its log-probabilities differ by percents, and its gradients point the same way.
     */
    @ParameterizedTest
    @EnumSource(Activations.class)
    void bf16IsCloseToFloat32(Activations activations) {
        TrainingOptions options = TestEngine.options(activations, 64, "cpu");
        var bf16 = new TrainingOptions(
                options.devices(), ComputeType.BFLOAT16, options.tokenBudget(), activations, options.optimizer());
        try (TrainingEngine exact = engine(activations, 64, "cpu");
                var rounded = new TrainingEngine(config, weights, bf16)) {
            var expected = exact.logProbabilities(TokenGroup.ofEach(sequences), 1);
            var actual = rounded.logProbabilities(TokenGroup.ofEach(sequences), 1);
            for (int s = 0; s < expected.length; s++) {
                for (int i = 0; i < expected[s].length; i++) {
                    assertThat(actual[s][i]).isCloseTo(expected[s][i], within(0.1f));
                }
            }
            exact.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
            rounded.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
            for (int tensor = 0; tensor < weights.layout().tensors().size(); tensor++) {
                assertThat(cosine(exact.gradient(tensor), rounded.gradient(tensor)))
                        .as(weights.layout().tensors().get(tensor).name())
                        .isGreaterThan(0.99);
            }
            // masters start from the same values, and the update is float32 in both
            rounded.applyUpdate(1e-3, 1);
            assertThat(rounded.steps()).isEqualTo(1);
        }
    }

    private TrainingEngine engine(Activations activations, int budget, String... devices) {
        return new TrainingEngine(config, weights, TestEngine.options(activations, budget, devices));
    }

    private static double[] doubles(float[] values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static void assertClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f * largest));
        }
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
