package io.kafkagrpo.learner.step;

import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.rl.objective.ObjectiveMetrics;
import java.util.Map;

/** One update's figures of the objective under the names of metrics; a value that is not finite is left out. */
final class ObjectiveReport {
    private ObjectiveReport() {}

    static void describe(ObjectiveMetrics sums, String suffix, Map<String, Double> metrics) {
        put(metrics, MetricNames.LOSS + suffix, sums.losses().total());
        put(metrics, "ratio/mean" + suffix, sums.ratio().mean());
        put(metrics, "ratio/max" + suffix, sums.ratio().maximum());
        put(metrics, "clip_fraction/low" + suffix, sums.clipFractionLow());
        put(metrics, "clip_fraction/high" + suffix, sums.clipFractionHigh());
        put(metrics, "clip_fraction/capped" + suffix, sums.capFraction());
        put(metrics, "behaviour_kl" + suffix, sums.behaviour().k3());
        put(metrics, "behaviour_kl/k1" + suffix, sums.behaviour().k1());
        if (sums.klToReference().count() > 0) {
            put(metrics, MetricNames.KL + suffix, sums.klToReference().mean());
            put(metrics, "loss/policy" + suffix, sums.losses().policy());
            put(metrics, "loss/kl" + suffix, sums.losses().kl());
        }
        if (sums.entropy().count() > 0) {
            put(metrics, "loss/policy" + suffix, sums.losses().policy());
            put(metrics, "loss/entropy" + suffix, sums.losses().entropy());
            put(metrics, "entropy/counted" + suffix, sums.entropy().mean());
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
        metrics.put("mismatch_kl/tokens", (double) sums.mismatch().tokens());
        if (sums.mismatch().tokens() > 0) {
            put(metrics, "mismatch_kl", sums.mismatch().k3());
            put(metrics, "mismatch_kl/k1", sums.mismatch().k1());
        }
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }
}
