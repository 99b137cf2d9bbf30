package io.kafkagrpo.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.task.data.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {

    private static final PretrainPhase SHORT = PretrainPhase.thorough("short", Teacher.clean(), 12, 16, 2e-3, 0.05);

    private final PretrainTexts texts = new PretrainTexts();
    private final List<Double> losses = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        TorchRuntime.start(1);
        PretrainFiles.write(directory);
    }

    @Test
    void aSeedDecidesEveryBitAndTheLossFalls() {
        // When the same seed trains twice, and another once
        String first = train(1);
        String again = train(1);
        String other = train(2);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(losses).hasSize(3 * SHORT.steps());
        // a uniform guess over 61 tokens costs ln 61 = 4.11 nats
        assertThat(losses.getFirst()).isBetween(3.9, 4.4);
        assertThat(losses.get(SHORT.steps() - 1)).isLessThan(0.9 * losses.getFirst());
    }

    @Test
    void theModelOfThisRepositoryIsTheOneThatTheConfigurationsAssume() throws IOException {
        // Given the committed model
        Path mini = Installation.ofThisProcess().configFolder().resolve("models/mini");

        // When its files are written again, then they are the same
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertThat(mini.resolve(file.getFileName().toString())).hasSameTextualContentAs(file);
            }
        }

        // And it is right in few enough held-out problems that there is something to learn, but in some
        ModelConfig config = ModelConfig.read(mini);
        try (HostWeights weights = HostWeights.read(mini, config);
                PretrainEvaluation evaluation = new PretrainEvaluation(config, weights, texts)) {
            assertThat(evaluation.accuracy(weights)).isBetween(0.20, 0.35);
        }
    }

    private String train(long seed) {
        ModelConfig config = ModelConfig.read(directory);
        try (HostWeights weights = PretrainWeights.random(WeightLayout.of(config), seed);
                PretrainEvaluation evaluation = new PretrainEvaluation(config, weights, texts)) {
            new Pretraining(config, texts, evaluation, (phase, step, loss, accuracy) -> losses.add(loss))
                    .run(SHORT, weights, seed);
            return weights.sha256();
        }
    }
}
