package io.kafkagrpo.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.compute.ComputeType;
import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.MicroBatch;
import io.kafkagrpo.engine.score.MicroBatchPlanner;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.TinyModels;
import io.kafkagrpo.model.weights.DataType;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gradient of a loss that depends on entropies: what goes through the head's logits beside log-probabilities.
 */
class EntropyGradientTest {
    private static final double TEMPERATURE = 0.9;

    private static final SlopeFunction SLOPES = (sequence, scores) -> {
        int tokens = scores.entropies().length;
        return new TokenSlopes(
                IntStream.range(0, tokens)
                        .mapToDouble(i -> Math.sin(sequence + i))
                        .toArray(),
                IntStream.range(0, tokens)
                        .mapToDouble(i -> Math.cos(sequence + 2 * i) * scores.entropies()[i])
                        .toArray());
    };

    @TempDir
    Path directory;

    @BeforeAll
    static void startEngine() {
        TestEngine.start();
    }

    /**
     * Along its own direction and along random halves of it: one that points elsewhere is longer than the slope.
     */
    @Test
    void itIsTheFiniteDifferenceOfTheEnginesOwnScores() throws IOException {
        // Given the mini model with a loss of entropies alone, and of both
        Path mini = Path.of("..", "..", "config", "models", "mini");
        var config = ModelConfig.read(mini);
        var random = new SplittableRandom(3);
        List<TokenSequence> sequences = TestEngine.groups(random, 4, config.vocabularySize());
        MicroBatch batch =
                MicroBatchPlanner.plan(TokenGroup.ofEach(sequences), 4096).getFirst();
        int tokens = batch.predictions();
        for (double byLogProbability : new double[] {0, 1}) {
            var slopes = new float[2 * tokens];
            for (int i = 0; i < slopes.length; i++) {
                slopes[i] = (float) (random.nextDouble(-1, 1) / tokens * (i < tokens ? byLogProbability : 1));
            }
            try (var weights = HostWeights.read(mini, config);
                    var replica = new TrainingReplica(config, "cpu", ComputeType.FLOAT32, Activations.KEEP)) {
                List<float[]> start = write(replica, weights);
                // When
                replica.accumulate(batch, TEMPERATURE, _ -> slopes);
                // Then
                List<float[]> gradient = IntStream.range(0, start.size())
                        .mapToObj(tensor -> replica.gradients().readFloats(tensor))
                        .toList();
                assertSlope(replica, batch, slopes, start, gradient, gradient);
                for (int draw = 0; draw < 3; draw++) {
                    assertSlope(replica, batch, slopes, start, gradient, half(gradient, random));
                }
            }
        }
    }

    private static void assertSlope(
            TrainingReplica replica,
            MicroBatch batch,
            float[] slopes,
            List<float[]> start,
            List<float[]> gradient,
            List<float[]> direction) {
        double length = Math.sqrt(product(direction, direction));
        double step = 1e-3; // the error is the loss's rounding, about 3e-7, over it, and some hundred times its square
        double above = loss(replica, batch, slopes, start, direction, step / length);
        double below = loss(replica, batch, slopes, start, direction, -step / length);
        assertThat((above - below) / (2 * step))
                .isCloseTo(
                        product(gradient, direction) / length,
                        within(2e-3 * Math.sqrt(product(gradient, gradient)) + 1e-5));
    }

    private static double loss(
            TrainingReplica replica,
            MicroBatch batch,
            float[] slopes,
            List<float[]> start,
            List<float[]> direction,
            double by) {
        for (int tensor = 0; tensor < start.size(); tensor++) {
            float[] values = start.get(tensor);
            ByteBuffer moved =
                    ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
            for (int i = 0; i < values.length; i++) {
                moved.putFloat((float) (values[i] + by * direction.get(tensor)[i]));
            }
            replica.weights().write(tensor, MemorySegment.ofBuffer(moved.flip()), DataType.F32);
        }
        float[] scores = replica.score(batch, TEMPERATURE);
        return IntStream.range(0, slopes.length)
                .mapToDouble(i -> (double) slopes[i] * scores[i])
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"KEEP, 16, cpu", "KEEP, 1, cpu", "RECOMPUTE, 64, cpu", "KEEP, 64, cpu+cpu", "RECOMPUTE, 16, cpu+cpu+cpu"
    })
    void itDoesntDependOnMicroBatchesOrDevices(Activations activations, int budget, String devices) throws IOException {
        // Given the gradient of one large micro-batch on one device
        var model = new Model(TestEngine.Tiny.LLAMA3_UNTIED.write(directory));
        List<TokenSequence> sequences =
                TestEngine.groups(new SplittableRandom(11), 12, model.config().vocabularySize());
        try (var weights = model.weights();
                var whole = model.engine(weights, Activations.KEEP, 4096, "cpu");
                var cut = model.engine(weights, activations, budget, devices.split("\\+"))) {
            whole.accumulateGradients(TokenGroup.ofEach(sequences), TEMPERATURE, SLOPES);
            // When the same sequences are cut otherwise
            cut.accumulateGradients(TokenGroup.ofEach(sequences), TEMPERATURE, SLOPES);
            // Then
            assertEqualGradients(model, cut, whole);
        }
    }

    /** 100,000 words: the head takes 335 tokens at a time. */
    @Test
    void itDoesntDependOnTheHeadsChunks() throws IOException {
        // Given 400 predictions
        var model = new Model(TinyModels.write(
                directory.resolve("wide"), TinyModels.QWEN2.replace("\"vocab_size\": 20", "\"vocab_size\": 100000")));
        var random = new SplittableRandom(5);
        List<TokenSequence> sequences = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sequences.add(TestEngine.sequence(
                    random.ints(4, 0, 100_000).toArray(),
                    random.ints(50, 0, 100_000).toArray()));
        }
        try (var weights = model.weights();
                var chunked = model.engine(weights, Activations.KEEP, 4096, "cpu");
                var whole = model.engine(weights, Activations.KEEP, 110, "cpu")) {
            // When they go through the head in two chunks, and in micro-batches of one chunk each
            assertThat(chunked.accumulateGradients(TokenGroup.ofEach(sequences), TEMPERATURE, SLOPES)
                            .microBatches())
                    .isOne();
            whole.accumulateGradients(TokenGroup.ofEach(sequences), TEMPERATURE, SLOPES);
            // Then
            assertEqualGradients(model, chunked, whole);
        }
    }

    @Test
    void slopesOfZeroChangeNoBit() throws IOException {
        var model = new Model(TestEngine.Tiny.QWEN2_TIED.write(directory));
        List<TokenSequence> sequences =
                TestEngine.groups(new SplittableRandom(4), 6, model.config().vocabularySize());
        try (var weights = model.weights();
                var zeros = model.engine(weights, Activations.KEEP, 64, "cpu");
                var none = model.engine(weights, Activations.KEEP, 64, "cpu")) {
            zeros.accumulateGradients(TokenGroup.ofEach(sequences), TEMPERATURE, (sequence, scores) -> {
                double[] slopes = SLOPES.slopes(sequence, scores).byLogProbability();
                return new TokenSlopes(slopes, new double[slopes.length]);
            });
            none.accumulateGradients(
                    TokenGroup.ofEach(sequences),
                    TEMPERATURE,
                    (sequence, scores) ->
                            TokenSlopes.of(SLOPES.slopes(sequence, scores).byLogProbability()));
            for (int tensor = 0; tensor < model.tensors(); tensor++) {
                assertThat(zeros.gradient(tensor)).containsExactly(none.gradient(tensor));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-4, 1, 1e6})
    void itIsFiniteHoweverPeakedOrFlatTheDistributionIs(double temperature) throws IOException {
        // Given probabilities down to 0, or all alike
        var model = new Model(TestEngine.Tiny.QWEN2_TIED.write(directory));
        List<TokenSequence> sequences =
                TestEngine.groups(new SplittableRandom(4), 6, model.config().vocabularySize());
        try (var weights = model.weights();
                var engine = model.engine(weights, Activations.KEEP, 64, "cpu")) {
            // When
            engine.accumulateGradients(
                    TokenGroup.ofEach(sequences),
                    temperature,
                    (sequence, scores) -> new TokenSlopes(
                            new double[scores.entropies().length], filled(scores.entropies().length, -1)));
            // Then
            for (int tensor = 0; tensor < model.tensors(); tensor++) {
                for (float value : engine.gradient(tensor)) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    private record Model(ModelConfig config, Path path) {
        Model(Path path) {
            this(ModelConfig.read(path), path);
        }

        HostWeights weights() {
            return HostWeights.read(path, config);
        }

        int tensors() {
            return WeightLayout.of(config).tensors().size();
        }

        TrainingEngine engine(HostWeights weights, Activations activations, int budget, String... devices) {
            return new TrainingEngine(config, weights, TestEngine.options(activations, budget, devices));
        }
    }

    private static void assertEqualGradients(Model model, TrainingEngine actual, TrainingEngine expected) {
        for (int tensor = 0; tensor < model.tensors(); tensor++) {
            float[] wanted = expected.gradient(tensor);
            float[] given = actual.gradient(tensor);
            float largest = 0;
            for (float value : wanted) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < wanted.length; i++) {
                assertThat(given[i]).isCloseTo(wanted[i], within(1e-5f * largest));
            }
        }
    }

    private static double[] filled(int length, double value) {
        var filled = new double[length];
        Arrays.fill(filled, value);
        return filled;
    }

    private static List<float[]> write(TrainingReplica replica, HostWeights weights) {
        List<float[]> written = new ArrayList<>();
        for (int tensor = 0; tensor < weights.layout().tensors().size(); tensor++) {
            replica.weights().write(tensor, weights.tensor(tensor), DataType.BF16);
            written.add(replica.weights().readFloats(tensor));
        }
        return written;
    }

    /** With about half of its values set to 0. */
    private static List<float[]> half(List<float[]> tensors, SplittableRandom random) {
        List<float[]> halves = new ArrayList<>();
        for (float[] tensor : tensors) {
            float[] half = tensor.clone();
            for (int i = 0; i < half.length; i++) {
                half[i] *= random.nextInt(2);
            }
            halves.add(half);
        }
        return halves;
    }

    private static double product(List<float[]> a, List<float[]> b) {
        double sum = 0;
        for (int tensor = 0; tensor < a.size(); tensor++) {
            for (int i = 0; i < a.get(tensor).length; i++) {
                sum += (double) a.get(tensor)[i] * b.get(tensor)[i];
            }
        }
        return sum;
    }
}
