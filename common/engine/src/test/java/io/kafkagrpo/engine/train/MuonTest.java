package io.kafkagrpo.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps of Muon beside AdamW on tiny models, against {@link DoubleMuon}. */
class MuonTest {
    private static final double RATE = 0.01;
    private static final double CLIP = 0.5;
    private static final double DECAY = 0.1;

    private static final SlopeFunction SLOPES = (sequence, scores) -> {
        float[] logProbabilities = scores.logProbabilities();
        double[] slopes = new double[logProbabilities.length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = Math.sin(sequence + i) * logProbabilities[i];
        }
        return TokenSlopes.of(slopes);
    };

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        TestEngine.start();
    }

    @ParameterizedTest
    @EnumSource(TestEngine.Tiny.class)
    void theLayersMatricesAreSteppedByMuonAndAllElseByAdamw(TestEngine.Tiny tiny) throws IOException {
        try (Model model = new Model(tiny);
                TrainingEngine engine = model.engine("cpu")) {
            DoubleMuon reference = new DoubleMuon(RATE, DECAY, 0.95, 0.9, 0.999, 1e-8);
            List<TensorSpec> tensors = model.weights.layout().tensors();
            double[][] masters = new double[tensors.size()][];
            for (int tensor = 0; tensor < masters.length; tensor++) {
                masters[tensor] = doubles(engine.masters(tensor));
            }
            for (int step = 1; step <= 4; step++) {
                // When clipped steps are made
                engine.accumulateGradients(model.groups(), 1, SLOPES);
                double[][] gradients = new double[masters.length][];
                for (int tensor = 0; tensor < masters.length; tensor++) {
                    gradients[tensor] = doubles(engine.gradient(tensor));
                }
                OptimizerStep update = engine.applyUpdate(RATE, CLIP);
                // Then each tensor is where the formulas in float64 lead
                for (int tensor = 0; tensor < masters.length; tensor++) {
                    TensorSpec spec = tensors.get(tensor);
                    reference.step(tensor, spec, masters[tensor], gradients[tensor], update.gradientScale(), step);
                    float[] actual = engine.masters(tensor);
                    for (int i = 0; i < actual.length; i++) {
                        assertThat((double) actual[i])
                                .as("%s[%d] after step %d", spec.name(), i, step)
                                .isCloseTo(masters[tensor][i], within(2e-5));
                    }
                    masters[tensor] = doubles(actual); // float32's rounding is not to add up through the passes
                }
            }
        }
    }

    @Test
    void equalInputsGiveEqualBitsOnSeveralDevicesToo() throws IOException {
        try (Model model = new Model(TestEngine.Tiny.LLAMA3_UNTIED);
                TrainingEngine first = model.engine("cpu", "cpu");
                TrainingEngine second = model.engine("cpu", "cpu");
                HostWeights published = first.publishedWeights()) {
            int begun = published.crc32c();
            for (int step = 0; step < 4; step++) {
                first.accumulateGradients(model.groups(), 1, SLOPES);
                second.accumulateGradients(model.groups(), 1, SLOPES);
                first.applyUpdate(RATE, CLIP);
                second.applyUpdate(RATE, CLIP);
                assertThat(first.stateChecksum(Checksum.Kind.SUM)).isEqualTo(second.stateChecksum(Checksum.Kind.SUM));
            }
            // And the replicas score with the new weights: both have them
            first.exportTo(published);
            assertThat(published.crc32c()).isNotEqualTo(begun);
            assertThat(first.logProbabilities(model.groups(), 1))
                    .isDeepEqualTo(second.logProbabilities(model.groups(), 1));
        }
    }

    @Test
    void aLoadedStateGoesOnWithEqualBitsAndHasNoSecondMomentsOfMatrices() throws IOException {
        Path file = directory.resolve("muon.state");
        try (Model model = new Model(TestEngine.Tiny.LLAMA3_UNTIED);
                TrainingEngine engine = model.engine("cpu");
                TrainingEngine restored = model.engine("cpu");
                TrainingEngine adamw = new TrainingEngine(
                        model.config, model.weights, TestEngine.options(Activations.KEEP, 4096, "cpu"))) {
            // Given
            step(model, engine);
            step(model, engine);
            engine.saveState(file);
            Checksum saved = engine.stateChecksum(Checksum.Kind.SUM);
            step(model, engine);
            // When
            restored.loadState(file, saved);
            assertThat(restored.stateChecksum(Checksum.Kind.SUM)).isEqualTo(saved);
            step(model, restored);
            // Then
            assertThat(restored.stateChecksum(Checksum.Kind.SUM)).isEqualTo(engine.stateChecksum(Checksum.Kind.SUM));
            // And the file is smaller than AdamW's by one float for each of the matrices' values, and is none of
            // AdamW's
            Path larger = directory.resolve("adamw.state");
            adamw.saveState(larger);
            long matrices = model.weights.layout().tensors().stream()
                    .filter(DoubleMuon::isHiddenMatrix)
                    .mapToLong(TensorSpec::valueCount)
                    .sum();
            // padding between the others is kept: at most 15 values behind each
            assertThat(Files.size(larger) - Files.size(file))
                    .isBetween(Float.BYTES * matrices, Float.BYTES * (matrices + 15L * 2 * 7 + 15));
            assertThatThrownBy(() -> adamw.loadState(file, saved))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("the training state of this model and optimizer has");
        }
    }

    @Test
    void aGradientOfZeroLeavesTheMatricesAndSmallerMemoryIsSaid() throws IOException {
        try (Model model = new Model(TestEngine.Tiny.QWEN2_TIED);
                TrainingEngine engine = new TrainingEngine(model.config, model.weights, options(0, "cpu"))) {
            int before;
            try (HostWeights published = engine.publishedWeights()) {
                before = published.crc32c();
            }
            engine.applyUpdate(RATE, CLIP);
            try (HostWeights published = engine.publishedWeights()) {
                assertThat(published.crc32c()).isEqualTo(before);
            }
            long adamw = TrainingMemory.of(model.config, TestEngine.options(Activations.KEEP, 4096, "cpu"))
                    .stateBytes();
            assertThat(TrainingMemory.of(model.config, options(0, "cpu")).stateBytes())
                    .isLessThan(adamw);
        }
    }

    private static void step(Model model, TrainingEngine engine) {
        engine.accumulateGradients(model.groups(), 1, SLOPES);
        engine.applyUpdate(RATE, CLIP);
    }

    private static TrainingOptions options(double decay, String... devices) {
        TrainingOptions options = TestEngine.options(Activations.KEEP, 64, devices);
        return new TrainingOptions(
                options.devices(),
                options.computeType(),
                options.tokenBudget(),
                options.activations(),
                new OptimizerSettings(0.9, 0.999, 1e-8, decay, new OptimizerSettings.ByMuon(0.95)));
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private final class Model implements AutoCloseable {
        final ModelConfig config;
        final HostWeights weights;
        private final List<TokenSequence> sequences;

        Model(TestEngine.Tiny tiny) throws IOException {
            Path path = tiny.write(directory);
            config = ModelConfig.read(path);
            weights = HostWeights.read(path, config);
            sequences = TestEngine.groups(new SplittableRandom(11), 12, config.vocabularySize());
        }

        List<TokenGroup> groups() {
            return TokenGroup.ofEach(sequences);
        }

        TrainingEngine engine(String... devices) {
            return new TrainingEngine(config, weights, options(DECAY, devices));
        }

        @Override
        public void close() {
            weights.close();
        }
    }
}
