package io.kafkagrpo.learner.service;

import io.kafkagrpo.learner.CommitListener;
import io.kafkagrpo.meter.MeterNames;
import io.kafkagrpo.record.Evaluation;
import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.TrainingStep;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the learner has committed, as meters under {@code /q/metrics}. A step's metric is a gauge of its name with
 * dots for slashes, which Prometheus shows as {@code kafka_grpo_reward_mean}; one that the newest step does not
 * have is NaN. Seconds are timers by phase, dropped groups and trained tokens are counters, so that rates are right
 * however rarely they are read.
 */
@ApplicationScoped
public class LearnerMetrics implements CommitListener {
    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Clock clock;
    private final Counter used;
    private final Set<String> gauges = new HashSet<>();

    /** Replaced as a whole: whoever reads sees the figures of one step, and none of them missing for a moment. */
    private volatile Map<String, Double> ofStep = Map.of();

    private volatile Map<String, Double> ofEvaluation = Map.of();
    private volatile long publishedAtNanos;
    private volatile boolean finished;
    private volatile Failing failing = new Failing(0, "");
    private volatile Awaiting awaiting = new Awaiting(0, 0);

    /**
     * Training groups that failed one after another up to now.
     *
     * @param groups how many
     * @param newestReason why the last of them did; empty where there is none
     */
    record Failing(long groups, String newestReason) {}

    /**
     * Groups in flight that hold the next step back.
     *
     * @param groups how many; 0: it isn't held back
     * @param untilNanos when it goes on without them, by the registry's clock
     */
    private record Awaiting(int groups, long untilNanos) {}

    LearnerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.clock = registry.config().clock();
        this.publishedAtNanos = clock.monotonicTime();
        this.used = registry.counter(MeterNames.GROUPS_USED);
        Gauge.builder(MeterNames.GROUPS_FAILING, this, metrics -> metrics.failing.groups())
                .register(registry);
        Gauge.builder(MeterNames.GROUPS_AWAITED, this, LearnerMetrics::awaitedGroups)
                .register(registry);
        Gauge.builder(MeterNames.VERSION_AGE, this, LearnerMetrics::versionAgeSeconds)
                .register(registry);
        Gauge.builder(MeterNames.FINISHED, this, metrics -> metrics.finished ? 1 : 0)
                .register(registry);
    }

    private double versionAgeSeconds() {
        return finished ? 0 : (clock.monotonicTime() - publishedAtNanos) / NANOS;
    }

    @Override
    public void committed(TrainingStep step) {
        publishedAtNanos = clock.monotonicTime();
        used.increment(step.getUsedCount());
        Map<String, Double> values = new TreeMap<>();
        values.put(MeterNames.STEP, (double) step.getStep());
        step.getMetricsMap().forEach((metric, value) -> measured(metric, value, values));
        ofStep = values;
        values.keySet().forEach(meter -> gauge(meter, () -> ofStep));
    }

    @Override
    public void committed(Evaluation evaluation) {
        Map<String, Double> values = new TreeMap<>();
        values.put(MeterNames.EVALUATION + "step", (double) evaluation.getStep());
        evaluation
                .getResultsMap()
                .forEach((result, value) -> values.put(MeterNames.EVALUATION + result.replace('/', '.'), value));
        ofEvaluation = values;
        values.keySet().forEach(meter -> gauge(meter, () -> ofEvaluation));
    }

    @Override
    public void finished() {
        finished = true;
    }

    @Override
    public void failing(long inARow, String newestReason) {
        failing = new Failing(inARow, newestReason);
    }

    @Override
    public void awaiting(int groups, Duration left) {
        awaiting = new Awaiting(groups, clock.monotonicTime() + left.toNanos());
    }

    /** Groups that hold the next step back at this moment. */
    int awaitedGroups() {
        return awaiting.groups();
    }

    /** Seconds until it goes on without them. */
    long secondsLeft() {
        Awaiting now = awaiting;
        return now.groups() == 0
                ? 0
                : Math.max(
                        0,
                        Duration.ofNanos(now.untilNanos() - clock.monotonicTime())
                                .toSeconds());
    }

    /** What fails at this moment. */
    Failing failing() {
        return failing;
    }

    private void measured(String metric, double value, Map<String, Double> gauged) {
        if (metric.startsWith(MetricNames.SECONDS)) {
            registry.timer(MeterNames.PHASE, "phase", metric.substring(MetricNames.SECONDS.length()))
                    .record(Duration.ofNanos(Math.round(value * NANOS)));
        } else if (metric.startsWith(MetricNames.DROPPED_FOR)) {
            registry.counter(MeterNames.GROUPS_DROPPED, "reason", metric.substring(MetricNames.DROPPED_FOR.length()))
                    .increment(value);
        } else if (metric.startsWith(MetricNames.TOKENS)) {
            registry.counter(MeterNames.ofMetric(metric)).increment(value);
        } else if (!metric.equals(MetricNames.DROPPED)) { // that one is the sum of the counters
            gauged.put(MeterNames.ofMetric(metric), value);
        }
    }

    /** A gauge reads the newest values each time it is asked. */
    private void gauge(String meter, Supplier<Map<String, Double>> newest) {
        if (gauges.add(meter)) {
            Gauge.builder(meter, () -> newest.get().getOrDefault(meter, Double.NaN))
                    .register(registry);
        }
    }
}
