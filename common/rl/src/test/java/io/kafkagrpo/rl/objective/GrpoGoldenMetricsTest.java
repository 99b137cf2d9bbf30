package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.objective.OffPolicyCorrection.Decoupled;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Importance weights and metrics against what the implementations logged, where their definition is ours (over
 * tokens, per-token ratio, no delta cap).
 */
class GrpoGoldenMetricsTest {
    private static final double TOLERANCE = 1.0e-6;

    @TestFactory
    Stream<DynamicTest> everyCaseOfEveryImplementation() throws IOException {
        return GoldenFile.everyCase(golden -> {
            checkMetrics(golden);
            checkWeights(golden);
        });
    }

    private static void checkMetrics(GoldenFile.Case golden) {
        ObjectiveMetrics metrics = new ObjectiveMetrics();
        golden.losses().forEach(sample -> metrics.merge(sample.metrics()));
        ObjectiveSettings objective = golden.setup().objective();
        JsonNode expected = golden.expected().path("metrics");
        if (objective.ratioLevel() == RatioLevel.TOKEN
                && objective.policyTerm() instanceof Clipped clipped
                && clipped.delta() == Clipped.NO_CAP) {
            assertMetric(expected, "clip_ratio/low_mean", metrics.clipFractionLow());
            assertMetric(expected, "clip_ratio/high_mean", metrics.clipFractionHigh());
            assertMetric(expected, "actor/pg_clipfrac", metrics.clipFractionLow() + metrics.clipFractionHigh());
            assertMetric(expected, "actor/pg_clipfrac_lower", metrics.capFraction());
        }
        assertMetric(expected, "kl", metrics.klToReference().mean());
        assertMetric(expected, "filtered_fraction", metrics.correctedFraction());
        assertThat(metrics.tokens())
                .as("tokens")
                .isEqualTo(golden.samples().stream()
                        .mapToInt(Sample::countedTokens)
                        .sum());
    }

    private static void assertMetric(JsonNode expected, String name, double actual) {
        if (expected.has(name)) {
            double value = expected.get(name).asDouble();
            assertThat(actual).as(name).isCloseTo(value, within(TOLERANCE * Math.max(1.0, Math.abs(value))));
        }
    }

    /** Of counted tokens; the implementations give them per token, or one per sample. */
    private static void checkWeights(GoldenFile.Case golden) {
        JsonNode expected = golden.expected().path("importance_sampling_ratio");
        assertThat(golden.setup().objective().correction() instanceof Decoupled)
                .as("has importance weights")
                .isEqualTo(!expected.isMissingNode());
        if (!(golden.setup().objective().correction() instanceof Decoupled correction)) {
            return;
        }
        double[][] values = GoldenInputs.matrix(expected);
        for (int i = 0; i < values.length; i++) {
            Sample sample = golden.samples().get(i);
            ImportanceWeights weights =
                    ImportanceWeights.of(correction, sample, Objects.requireNonNull(sample.proximal()));
            for (int t = 0; t < sample.length(); t++) {
                if (sample.counts(t)) {
                    double value = values[i].length == 1 ? values[i][0] : values[i][t];
                    assertThat(weights.weight(t))
                            .as("importance weight of sample %d, token %d", i, t)
                            .isCloseTo(value, within(TOLERANCE * Math.max(1.0, value)));
                }
            }
        }
    }
}
