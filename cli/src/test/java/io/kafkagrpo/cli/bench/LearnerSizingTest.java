package io.kafkagrpo.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.engine.train.TrainingMemory;
import io.kafkagrpo.model.weights.WeightLayout;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerSizingTest {
    /** Numbers of weights as the models' own files have them. */
    @ParameterizedTest
    @CsvSource({
        "qwen2.5-0.5b, 494032768",
        "qwen2.5-1.5b, 1543714304",
        "qwen2.5-3b, 3085938688",
        "qwen2.5-7b, 7615616512",
        "qwen2.5-14b, 14770033664"
    })
    void theShapesHaveTheModelsNumbersOfWeights(String name, long weights) {
        assertThat(sizing(name, 8).weights()).isEqualTo(weights);
    }

    @Test
    void shardingTheOptimizerTakesItFromTheFirstAndSharesItOut() {
        // Given P = 7,615,616,512 weights, 18 bytes of state for each, and 1 GB of activations
        LearnerSizing sizing = sizing("qwen2.5-7b", 8);
        double p = 7_615_616_512.0;
        // Then
        assertThat(sizing.firstDeviceBytes()).isEqualTo(18 * p + 1e9);
        assertThat(sizing.otherDeviceBytes()).isEqualTo(6 * p + 1e9);
        assertThat(sizing.shardedDeviceBytes()).isEqualTo(7.5 * p + 1e9);
        assertThat(sizing.passSeconds()).isCloseTo(8 * p * 1e5 / 8e14, withPercentage(1e-9));
        assertThat(sizing.reduceInTurnSeconds()).isCloseTo(6 * p * 7 / 1e11, withPercentage(1e-9));
        assertThat(sizing.reduceByRingSeconds()).isCloseTo(6 * p * 7 / 8 / 1e11, withPercentage(1e-9));
        assertThat(sizing.gradientsThroughKafkaSeconds()).isCloseTo(4 * p / 2e8, withPercentage(1e-9));
        assertThat(sizing.publishSeconds()).isCloseTo(0.03 * p / 2e8, withPercentage(1e-9));
    }

    @Test
    void oneDeviceHasNobodyToShareWith() {
        LearnerSizing sizing = sizing("qwen2.5-0.5b", 1);
        assertThat(sizing.shardedDeviceBytes()).isEqualTo(sizing.firstDeviceBytes());
        assertThat(sizing.reduceInTurnSeconds()).isZero();
        assertThat(sizing.reduceByRingSeconds()).isZero();
    }

    @Test
    void theCommandPrintsBothTables() {
        // When
        CommandRun run = CommandRun.of("bench", "memory", "--shapes", "qwen2.5-0.5b,qwen2.5-14b");
        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().filter(line -> line.startsWith("| qwen2.5-0.5b | ")))
                .hasSize(2);
        assertThat(run.out()).contains("ASSUMED", "| qwen2.5-14b | 14.77 |");
    }

    @ParameterizedTest
    @CsvSource({
        "--shapes, gpt-9, allowed are minimind2-small",
        "--devices, 0, is not a number above 0",
        "--tflops, -1, is not a number above 0"
    })
    void refusesWithOneSentence(String option, String value, String sentence) {
        CommandRun run = CommandRun.of("bench", "memory", option + "=" + value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(value).contains(sentence);
    }

    private static LearnerSizing sizing(String name, int devices) {
        EngineShape shape = Objects.requireNonNull(EngineShape.named(name));
        long weights = WeightLayout.of(shape.config()).valueCount();
        return new LearnerSizing(
                shape,
                new TrainingMemory(18 * weights, 1_000_000_000),
                new LearnerSizing.Assumed(devices, 1e5, 1e14, 1e11, 2e8, 0.01));
    }
}
