package io.kafkagrpo.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, in its own words. */
class LearnerMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LearnerMetrics metrics = new LearnerMetrics(registry);

    @Test
    void theNewestStepIsShownAndWhatAddsUpIsAddedUp() {
        // Given two steps, of which only the first can tell the mismatch
        metrics.committed(step(
                1,
                Map.of(
                        "reward/mean",
                        0.5,
                        "reward/length-penalty",
                        -0.25,
                        "mismatch_kl",
                        1e-6,
                        "seconds/wait",
                        1.5,
                        "groups/dropped",
                        3.0,
                        "groups/dropped_stale",
                        3.0,
                        "tokens/trained",
                        100.0)));
        metrics.committed(step(
                2,
                Map.of(
                        "reward/mean",
                        0.75,
                        "seconds/wait",
                        0.5,
                        "groups/dropped",
                        1.0,
                        "groups/dropped_stale",
                        1.0,
                        "tokens/trained",
                        50.0)));
        metrics.committed(Evaluation.newBuilder()
                .setStep(2)
                .putResults("accuracy", 0.25)
                .putResults("pass_at_4", 0.5)
                .build());
        // When
        List<String> lines = registry.scrape().replace(",}", "}").lines().toList();
        // Then
        assertThat(lines)
                .contains(
                        "kafka_grpo_step 2.0",
                        "kafka_grpo_reward_mean 0.75",
                        "kafka_grpo_reward_length_penalty NaN",
                        "kafka_grpo_mismatch_kl NaN",
                        "kafka_grpo_phase_seconds_count{phase=\"wait\"} 2.0",
                        "kafka_grpo_phase_seconds_sum{phase=\"wait\"} 2.0",
                        "kafka_grpo_groups_dropped_total{reason=\"stale\"} 4.0",
                        "kafka_grpo_tokens_trained_total 150.0",
                        "kafka_grpo_evaluation_step 2.0",
                        "kafka_grpo_evaluation_accuracy 0.25",
                        "kafka_grpo_evaluation_pass_at_4 0.5");
    }

    private static TrainingStep step(long number, Map<String, Double> metrics) {
        return TrainingStep.newBuilder().setStep(number).putAllMetrics(metrics).build();
    }
}
