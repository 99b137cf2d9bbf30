package io.kafkagrpo.learner.service;

import io.kafkagrpo.learner.CommitListener;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.TrainingStep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What the learner has committed, as meters under {@code /q/metrics}. A step's metric is a gauge of its name with
 * dots for slashes, which Prometheus shows as {@code kafka_grpo_reward_mean}; one that the newest step does not
 * have is NaN. Seconds are timers by phase, dropped groups and trained tokens are counters, so that rates are right
 * however rarely they are read.
 */
@ApplicationScoped
public class LearnerMetrics implements CommitListener {
    private static final String PREFIX = "kafka.grpo.";

    private final MeterRegistry registry;
    private final ConcurrentMap<String, Double> ofStep = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Double> ofEvaluation = new ConcurrentHashMap<>();

    private volatile Failing failing = new Failing(0, "");

    /**
     * Training groups that failed one after another up to now.
     *
     * @param groups how many
     * @param newestReason why the last of them did; empty where there is none
     */
    record Failing(long groups, String newestReason) {}

    LearnerMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(PREFIX + "groups.failing", this, metrics -> metrics.failing.groups())
                .register(registry);
    }

    @Override
    public void committed(TrainingStep step) {
        ofStep.replaceAll((_, _) -> Double.NaN);
        gauge(ofStep, "step", (double) step.getStep());
        step.getMetricsMap().forEach(this::measured);
    }

    @Override
    public void committed(Evaluation evaluation) {
        ofEvaluation.replaceAll((_, _) -> Double.NaN);
        gauge(ofEvaluation, "evaluation/step", (double) evaluation.getStep());
        for (Map.Entry<String, Double> result : evaluation.getResultsMap().entrySet()) {
            gauge(ofEvaluation, "evaluation/" + result.getKey(), result.getValue());
        }
    }

    @Override
    public void failing(long inARow, String newestReason) {
        failing = new Failing(inARow, newestReason);
    }

    /** What fails at this moment. */
    Failing failing() {
        return failing;
    }

    private void measured(String metric, double value) {
        if (metric.startsWith(MetricNames.SECONDS)) {
            registry.timer(PREFIX + "phase", "phase", metric.substring(MetricNames.SECONDS.length()))
                    .record(Duration.ofNanos(Math.round(value * 1e9)));
        } else if (metric.startsWith(MetricNames.DROPPED_FOR)) {
            registry.counter(PREFIX + "groups.dropped", "reason", metric.substring(MetricNames.DROPPED_FOR.length()))
                    .increment(value);
        } else if (metric.startsWith(MetricNames.TOKENS)) {
            registry.counter(PREFIX + metric.replace('/', '.')).increment(value);
        } else if (!metric.equals(MetricNames.DROPPED)) { // that one is the sum of the counters
            gauge(ofStep, metric, value);
        }
    }

    /** A gauge reads the map each time it is asked. */
    private void gauge(ConcurrentMap<String, Double> values, String metric, double value) {
        if (values.put(metric, value) == null) {
            Gauge.builder(
                            PREFIX + metric.replace('/', '.'),
                            values,
                            current -> current.getOrDefault(metric, Double.NaN))
                    .register(registry);
        }
    }
}
