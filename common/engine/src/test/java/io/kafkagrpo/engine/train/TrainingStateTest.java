package io.kafkagrpo.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.engine.TestEngine;
import io.kafkagrpo.engine.score.TokenGroup;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.weights.HostWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The training state in its file: saved, loaded, damaged. */
class TrainingStateTest {

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

    /** A sum in logs of today, a CRC-32C in older ones. */
    @ParameterizedTest
    @EnumSource(Checksum.Kind.class)
    void aLoadedStateGoesOnWithEqualBits(Checksum.Kind kind) {
        Path file = directory.resolve("state.bin");
        try (TrainingEngine engine = engine(Activations.KEEP, 4096, "cpu");
                TrainingEngine restored = engine(Activations.KEEP, 4096, "cpu")) {
            // Given a state saved after two steps
            step(engine);
            step(engine);
            engine.saveState(file);
            Checksum saved = engine.stateChecksum(kind);
            step(engine);

            // When another engine loads it and makes the third step
            restored.loadState(file, saved);
            assertThat(restored.stateChecksum(kind)).isEqualTo(saved);
            assertThat(restored.steps()).isEqualTo(2);
            step(restored);

            // Then both are equal
            assertThat(restored.stateChecksum(kind)).isEqualTo(engine.stateChecksum(kind));
        }
    }

    @Test
    void aDamagedStateIsRefusedAndChangesNothing() throws IOException {
        Path file = directory.resolve("state.bin");
        try (TrainingEngine engine = engine(Activations.KEEP, 4096, "cpu")) {
            step(engine);
            engine.saveState(file);
            Checksum before = engine.stateChecksum(Checksum.Kind.SUM);
            byte[] bytes = Files.readAllBytes(file);

            assertThatThrownBy(() -> engine.loadState(file, Checksum.sum(before.value() + 1)))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("is whole, but its state is %s, not", before);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> engine.loadState(file, before))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageEndingWith("is damaged: its checksum doesn't match.");
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 8));
            assertThatThrownBy(() -> engine.loadState(file, before))
                    .hasMessageContaining("the training state of this model and optimizer has");
            Files.writeString(file, "something else");
            assertThatThrownBy(() -> engine.loadState(file, before)).hasMessageEndingWith("is not a training state.");

            assertThat(engine.stateChecksum(Checksum.Kind.SUM)).isEqualTo(before);
        }
    }

    private void step(TrainingEngine engine) {
        engine.accumulateGradients(TokenGroup.ofEach(sequences), 1, SLOPES);
        engine.applyUpdate(1e-3, 1);
    }

    private TrainingEngine engine(Activations activations, int budget, String... devices) {
        return new TrainingEngine(config, weights, TestEngine.options(activations, budget, devices));
    }
}
