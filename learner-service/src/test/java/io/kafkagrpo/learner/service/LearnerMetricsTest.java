package io.kafkagrpo.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.learner.step.StepMetricNames;
import io.kafkagrpo.meter.MeterNames;
import io.kafkagrpo.meter.MeterRow;
import io.kafkagrpo.meter.MeterTable;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.TrainingStep;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    @Test
    void whatIsShownIsWhatTheTableSays() {
        // Given a step and an evaluation with all that there is to measure
        Map<String, Double> everything =
                StepMetricNames.everywhere().stream().collect(Collectors.toMap(Function.identity(), _ -> 1.0));
        metrics.committed(step(1, everything));
        metrics.committed(Evaluation.newBuilder()
                .setStep(1)
                .putResults("accuracy", 0.25)
                .putResults("reward", 0.25)
                .putResults("reward/f0", 0.25)
                .putResults("length", 3)
                .putResults("truncated", 0)
                .putResults("pass_at_4", 0.5)
                .build());
        // When
        Set<String> shown = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]")[0])
                .collect(Collectors.toSet());
        // Then no name lacks a row, and no row a name
        List<MeterRow> table = MeterTable.of(MeterTable.LEARNER);
        assertThat(shown).allMatch(name -> table.stream().anyMatch(meter -> meter.isShownAs(name)));
        assertThat(table).allMatch(meter -> shown.stream().anyMatch(meter::isShownAs));
    }

    @Test
    void whatHoldsTheNextStepBackIsShownWithTheTimeThatIsLeft() {
        // Given a step that waits for three groups, 90 s at most
        MockClock clock = new MockClock();
        SimpleMeterRegistry timed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
        LearnerMetrics learner = new LearnerMetrics(timed);
        Supplier<Double> awaited =
                () -> timed.get(MeterNames.GROUPS_AWAITED).gauge().value();
        assertThat(awaited.get()).isZero();
        // When
        learner.awaiting(3, Duration.ofSeconds(90));
        clock.add(Duration.ofSeconds(30));
        // Then
        assertThat(awaited.get()).isEqualTo(3);
        assertThat(learner.secondsLeft()).isEqualTo(60);
        clock.add(Duration.ofSeconds(61));
        assertThat(learner.secondsLeft()).isZero();
        learner.awaiting(0, Duration.ZERO);
        assertThat(awaited.get()).isZero();
    }

    @Test
    void theNewestVersionGrowsOldUntilTheNextOneOrTheRunsEnd() {
        // Given
        MockClock clock = new MockClock();
        SimpleMeterRegistry timed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
        LearnerMetrics learner = new LearnerMetrics(timed);
        Supplier<Double> age = () -> timed.get(MeterNames.VERSION_AGE).gauge().value();
        // When nothing is published, then a step, then the run's end
        clock.add(Duration.ofMinutes(20));
        double waited = age.get();
        learner.committed(step(1, Map.of()));
        double published = age.get();
        clock.add(Duration.ofSeconds(7));
        double later = age.get();
        learner.finished();
        // Then
        assertThat(List.of(waited, published, later, age.get())).containsExactly(1200.0, 0.0, 7.0, 0.0);
        assertThat(timed.get(MeterNames.FINISHED).gauge().value()).isEqualTo(1);
    }

    private static TrainingStep step(long number, Map<String, Double> metrics) {
        return TrainingStep.newBuilder().setStep(number).putAllMetrics(metrics).build();
    }
}
