package io.kafkagrpo.rl.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.rl.objective.correction.ImportanceWeights;
import io.kafkagrpo.rl.objective.correction.LogDistances;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection;
import io.kafkagrpo.rl.objective.correction.OffPolicyCorrection.Decoupled;
import io.kafkagrpo.rl.objective.correction.StackedCorrection;
import io.kafkagrpo.rl.objective.ratio.RatioLevel;
import io.kafkagrpo.rl.objective.term.Clipped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Importance weights, masks and metrics against what the implementations logged, where their definition is ours
 * (over tokens, per-token ratio, no delta cap).
 */
class GrpoGoldenMetricsTest {
    private static final double TOLERANCE = 1.0e-6;

    @TestFactory
    Stream<DynamicTest> everyCaseOfEveryImplementation() throws IOException {
        return GoldenFile.everyCase(golden -> {
            checkMetrics(golden);
            checkWeights(golden);
            checkMasks(golden);
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
        assertThat(metrics.tokens()).as("tokens").isEqualTo(countedTokens(golden));
    }

    private static long countedTokens(GoldenFile.Case golden) {
        boolean leave = golden.setup().objective().correction() instanceof StackedCorrection stack
                && stack.rejected() == StackedCorrection.Rejected.NOWHERE;
        boolean[][] mask = leave
                ? GoldenInputs.mask(golden.expected().get("effective_mask"))
                : golden.inputs().mask();
        long tokens = 0;
        for (boolean[] sample : mask) {
            for (boolean counts : sample) {
                tokens += counts ? 1 : 0;
            }
        }
        return tokens;
    }

    private static void assertMetric(JsonNode expected, String name, double actual) {
        if (expected.has(name)) {
            double value = expected.get(name).asDouble();
            assertThat(actual).as(name).isCloseTo(value, within(TOLERANCE * Math.max(1.0, Math.abs(value))));
        }
    }

    private static List<ImportanceWeights> weights(GoldenFile.Case golden) {
        ObjectiveSettings objective = golden.setup().objective();
        double[][] current =
                golden.inputs().matrix(golden.node().get("roles").get("current").asText());
        List<LogDistances> distances = new ArrayList<>();
        for (int i = 0; i < current.length; i++) {
            Sample sample = golden.samples().get(i);
            distances.add(LogDistances.of(
                    sample.counted(), SampleView.trainer(objective, sample, current[i]), sample.behaviour()));
        }
        return ImportanceWeights.ofStep(objective.correction(), distances);
    }

    /** Of counted tokens, before rejections; the implementations give them per token, or one per sample. */
    private static void checkWeights(GoldenFile.Case golden) {
        JsonNode expected = golden.expected().path("importance_sampling_ratio");
        OffPolicyCorrection correction = golden.setup().objective().correction();
        boolean weighs = correction instanceof Decoupled
                || (correction instanceof StackedCorrection stack && stack.hasWeights());
        // verl's bypass mode logs weights that its ppo_clip doesn't use
        boolean unused = golden.node().at("/params/bypass_mode").asBoolean() && !weighs;
        if (!expected.isMissingNode() && !unused) {
            assertThat(weighs).as("has importance weights").isTrue();
            checkWeights(golden, weights(golden), GoldenInputs.matrix(expected));
        } else if (correction instanceof Decoupled) {
            assertThat(golden.node().get("implementation").asText())
                    .as("an implementation that names its weights")
                    .isEqualTo("nemo-rl");
        }
    }

    private static void checkWeights(GoldenFile.Case golden, List<ImportanceWeights> weights, double[][] values) {
        for (int i = 0; i < values.length; i++) {
            Sample sample = golden.samples().get(i);
            for (int t = 0; t < sample.length(); t++) {
                if (sample.counts(t)) {
                    double value = values[i].length == 1 ? values[i][0] : values[i][t];
                    assertThat(weights.get(i).unrejected(t))
                            .as("importance weight of sample %d, token %d", i, t)
                            .isCloseTo(value, within(TOLERANCE * Math.max(1.0, value)));
                }
            }
        }
    }

    private static void checkMasks(GoldenFile.Case golden) {
        ObjectiveSettings objective = golden.setup().objective();
        JsonNode roles = golden.node().get("roles");
        double[][] current = golden.inputs().matrix(roles.get("current").asText());
        JsonNode expected = golden.expected();
        if (expected.has("effective_mask") && objective.correction().corrects()) {
            boolean[][] kept = GoldenInputs.mask(expected.get("effective_mask"));
            List<ImportanceWeights> weights = weights(golden);
            assertEachToken(golden, "is kept", kept, (i, t) -> !weights.get(i).isRejected(t));
        }
        if (expected.has("entropy_mask")) {
            boolean[][] high = GoldenInputs.mask(expected.get("entropy_mask"));
            double[][] entropies = golden.inputs().matrix(roles.get("entropies").asText());
            double threshold = objective.extras().entropyMask().threshold(golden.samples(), entropies);
            assertEachToken(golden, "has a high entropy", high, (i, t) -> entropies[i][t] >= threshold);
        }
        if (expected.has("keep_row")) {
            boolean[][] keep = GoldenInputs.mask(expected.get("keep_row"));
            assertEachToken(golden, "is in a row that is kept", keep, (i, t) -> {
                Sample sample = golden.samples().get(i);
                double[] anchor = SampleView.anchor(objective, sample, current[i]);
                return !objective.extras().sequenceMask().drops(sample, current[i], anchor);
            });
        }
    }

    @FunctionalInterface
    private interface OfToken {
        boolean at(int sample, int token);
    }

    private static void assertEachToken(GoldenFile.Case golden, String what, boolean[][] expected, OfToken actual) {
        for (int i = 0; i < expected.length; i++) {
            Sample sample = golden.samples().get(i);
            for (int t = 0; t < sample.length(); t++) {
                if (sample.counts(t)) {
                    assertThat(actual.at(i, t))
                            .as("token %d of sample %d %s", t, i, what)
                            .isEqualTo(expected[i].length == 1 ? expected[i][0] : expected[i][t]);
                }
            }
        }
    }
}
