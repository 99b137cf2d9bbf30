package io.kafkagrpo.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.OffPolicyCorrection.Decoupled;
import java.util.List;
import java.util.Objects;

/** What the implementations logged, where their definition is ours: over tokens, and float32 in part. */
final class GoldenMetrics {
    private static final double TOLERANCE = 1.0e-6;

    private GoldenMetrics() {}

    static void check(JsonNode node, GoldenSetup setup, ObjectiveMetrics metrics) {
        JsonNode expected = node.get("expected").path("metrics");
        boolean plain = setup.objective().ratioLevel() == RatioLevel.TOKEN
                && setup.objective().policyTerm() instanceof Clipped clipped
                && clipped.delta() == Clipped.NO_CAP;
        if (plain) {
            assertMetric(expected, "clip_ratio/low_mean", metrics.clipFractionLow());
            assertMetric(expected, "clip_ratio/high_mean", metrics.clipFractionHigh());
            assertMetric(expected, "actor/pg_clipfrac", metrics.clipFractionLow() + metrics.clipFractionHigh());
            assertMetric(expected, "actor/pg_clipfrac_lower", metrics.capFraction());
        }
        assertMetric(expected, "kl", metrics.klToReference().mean());
        assertMetric(expected, "filtered_fraction", metrics.correctedFraction());
    }

    private static void assertMetric(JsonNode expected, String name, double actual) {
        if (expected.has(name)) {
            double value = expected.get(name).asDouble();
            assertThat(actual).as(name).isCloseTo(value, within(TOLERANCE * Math.max(1.0, Math.abs(value))));
        }
    }

    /** The importance weights of counted tokens, where the implementation gave them: per token or per row. */
    static void checkWeights(JsonNode node, GoldenSetup setup, List<Row> rows) {
        JsonNode expected = node.get("expected").path("importance_sampling_ratio");
        if (expected.isMissingNode()) {
            return;
        }
        assertThat(setup.objective().correction()).isInstanceOf(Decoupled.class);
        Decoupled correction = (Decoupled) setup.objective().correction();
        double[][] values = GoldenInputs.matrix(expected);
        for (int i = 0; i < values.length; i++) {
            double[] proximal = Objects.requireNonNull(rows.get(i).proximal());
            ImportanceWeights weights = ImportanceWeights.of(correction, rows.get(i), proximal);
            for (int t = 0; t < rows.get(i).length(); t++) {
                double value = values[i].length == 1 ? values[i][0] : values[i][t];
                if (rows.get(i).counts(t)) {
                    assertThat(weights.weight(t))
                            .as("importance weight of row %d, token %d", i, t)
                            .isCloseTo(value, within(setup.tolerance() * Math.max(1.0, value)));
                }
            }
        }
    }
}
