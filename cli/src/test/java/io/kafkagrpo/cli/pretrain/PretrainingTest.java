package io.kafkagrpo.cli.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.engine.torch.TorchRuntime;
import io.kafkagrpo.hash.Digest;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainingTest {

    private static final int STEPS = 12;

    private final List<Double> losses = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        TorchRuntime.start(1);
    }

    @ParameterizedTest
    @EnumSource(PretrainTask.class)
    void aSeedDecidesEveryBitAndTheLossFalls(PretrainTask task) throws IOException {
        PretrainFiles.write(directory, task.tokens());
        // When the same seed trains twice, and another once
        String first = train(task, 1);
        String again = train(task, 1);
        String other = train(task, 2);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(losses).hasSize(3 * STEPS);
        // what a uniform guess costs: for arithmetic's 61 tokens ln 61 = 4.11 nats
        double uniform = Math.log(task.tokens().vocabulary().size());
        assertThat(losses.getFirst()).isCloseTo(uniform, within(0.3));
        assertThat(losses.get(STEPS - 1)).isLessThan(0.9 * losses.getFirst());
    }

    @Test
    void theModelOfThisRepositoryIsTheOneThatTheConfigurationsAssume() throws IOException {
        // Given the committed model
        PretrainFiles.write(directory, PretrainTask.ARITHMETIC.tokens());
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
                PretrainEvaluation evaluation = new PretrainEvaluation(
                        PretrainTask.ARITHMETIC,
                        config,
                        weights,
                        new PretrainTexts(PretrainTask.ARITHMETIC.tokens()))) {
            assertThat(evaluation.accuracy(weights)).isBetween(0.20, 0.35);
        }
    }

    @Test
    void theArithmeticLessonsAreThoseThatTheModelOfThisRepositoryWasTaught() {
        assertThat(hash(new ArithmeticLessons(Teacher.clean(), 1), 64, 400))
                .isEqualTo("656c78b8c5eb9c5258f83ed410c52af59d2aacea5ad5479f4e382bf6ecba46a0");
        assertThat(hash(PretrainTask.ARITHMETIC.careless(1, 0.32).lessons(), 128, 60))
                .isEqualTo("1602953f48172856d89738eee0ff6a3a786c0aa30c1e15f193539f8df65585dd");
    }

    private static String hash(Lessons lessons, int batch, int steps) {
        Digest digest = Digest.sha256();
        for (int step = 0; step < steps; step++) {
            lessons.next(batch).forEach(lesson -> digest.add(lesson.question() + "\n" + lesson.target() + "\n"));
        }
        return digest.hex();
    }

    private String train(PretrainTask task, long seed) {
        ModelConfig config = ModelConfig.read(directory);
        PretrainPhase phase =
                PretrainPhase.thorough("short", task.clean(STEPS, seed).lessons(), STEPS, 16, 2e-3, 0.05);
        PretrainTexts texts = new PretrainTexts(task.tokens());
        try (HostWeights weights = PretrainWeights.random(WeightLayout.of(config), seed);
                PretrainEvaluation evaluation = new PretrainEvaluation(task, config, weights, texts)) {
            new Pretraining(config, texts, evaluation, (_, step, loss, accuracy) -> losses.add(loss))
                    .run(phase, weights);
            return weights.sha256();
        }
    }
}
