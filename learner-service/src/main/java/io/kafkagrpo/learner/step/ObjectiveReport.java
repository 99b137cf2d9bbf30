package io.kafkagrpo.learner.step;

import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.objective.ObjectiveMetrics;
import java.util.Map;

/** One update's figures of the objective under the names of metrics; a value that is not finite is left out. */
final class ObjectiveReport {
    private ObjectiveReport() {}

    static void describe(ObjectiveMetrics sums, String suffix, Map<String, Double> metrics) {
        put(metrics, MetricNames.LOSS + suffix, sums.loss());
        put(metrics, "ratio/mean" + suffix, sums.ratio().mean());
        put(metrics, "ratio/max" + suffix, sums.ratio().maximum());
        put(metrics, "clip_fraction/low" + suffix, sums.clipFractionLow());
        put(metrics, "clip_fraction/high" + suffix, sums.clipFractionHigh());
        put(metrics, "clip_fraction/capped" + suffix, sums.capFraction());
        put(metrics, "behaviour_kl" + suffix, sums.behaviourK3());
        put(metrics, "behaviour_kl/k1" + suffix, sums.behaviourK1());
        if (sums.klToReference().count() > 0) {
            put(metrics, MetricNames.KL + suffix, sums.klToReference().mean());
            put(metrics, "loss/policy" + suffix, sums.policyLoss());
            put(metrics, "loss/kl" + suffix, sums.klLoss());
        }
        if (sums.importanceWeight().count() > 0) {
            put(
                    metrics,
                    "importance_weight/mean" + suffix,
                    sums.importanceWeight().mean());
            put(
                    metrics,
                    "importance_weight/min" + suffix,
                    sums.importanceWeight().minimum());
            put(
                    metrics,
                    "importance_weight/max" + suffix,
                    sums.importanceWeight().maximum());
            put(metrics, "importance_weight/corrected" + suffix, sums.correctedFraction());
            put(metrics, "effective_sample_size" + suffix, sums.effectiveSampleSize());
        }
    }

    /** Sampler–trainer mismatch over tokens drawn by the input version; omitted if there are none. */
    static void describeMismatch(ObjectiveMetrics sums, Map<String, Double> metrics) {
        metrics.put("mismatch_kl/tokens", (double) sums.mismatchTokens());
        if (sums.mismatchTokens() > 0) {
            put(metrics, "mismatch_kl", sums.mismatchK3());
            put(metrics, "mismatch_kl/k1", sums.mismatchK1());
        }
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }
}
