package io.kafkagrpo.meter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Shows what a Kafka client measures of itself as meters of this process, as long as the client lives.
 * Kafka makes one of these for each client whose settings include {@link #SETTINGS}. Names are those
 * that Micrometer gives Kafka's metrics: {@code records-lag} of {@code consumer-fetch-manager-metrics}
 * is {@code kafka.consumer.fetch.manager.records.lag}.
 *
 * <p>Kafka measures some things both of the client as a whole and of each topic or partition, under one name.
 * Prometheus wants the same labels on all that have one name, so only the finest are shown; the others are their
 * sums or maxima.
 */
public final class KafkaMeters implements MetricsReporter {
    /** Further settings of a client. JMX is what Kafka does by itself, and stays. */
    public static final Map<String, String> SETTINGS = Map.of(
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
            JmxReporter.class.getName() + "," + KafkaMeters.class.getName());

    /** By meter's name: the labels that its meters have. Of the whole process, as the registry is. */
    private static final Map<String, Set<String>> FINEST = new HashMap<>();

    /** Of each broker apart, and what describes the client in words. */
    private static final List<String> LEFT_OUT = List.of("-node-metrics", "app-info", "kafka-metrics-count");

    private final MeterRegistry registry = Metrics.globalRegistry;
    private final Map<MetricName, Meter> shown = new HashMap<>();

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        MetricName name = metric.metricName();
        if (LEFT_OUT.stream().anyMatch(name.group()::endsWith) || !(metric.metricValue() instanceof Number)) {
            return;
        }
        String meter = "kafka.%s.%s"
                .formatted(name.group().replace("-metrics", ""), name.name())
                .replace('-', '.');
        synchronized (FINEST) {
            if (isFinest(meter, name.tags().keySet()) && !shown.containsKey(name)) {
                shown.put(name, register(meter, metric));
            }
        }
    }

    private Meter register(String meter, KafkaMetric metric) {
        Tags tags = Tags.of(metric.metricName().tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey().replace('-', '.'), tag.getValue()))
                .toList());
        String description = metric.metricName().description();
        return meter.endsWith(".total")
                ? FunctionCounter.builder(meter, metric, KafkaMeters::value)
                        .tags(tags)
                        .description(description)
                        .register(registry)
                : Gauge.builder(meter, metric, KafkaMeters::value)
                        .tags(tags)
                        .description(description)
                        .register(registry);
    }

    /** Coarser meters of the same name go when a finer one comes. */
    private boolean isFinest(String meter, Set<String> labels) {
        Set<String> known = FINEST.get(meter);
        if (known == null || labels.size() > known.size()) {
            FINEST.put(meter, Set.copyOf(labels));
            registry.find(meter).meters().forEach(registry::remove);
            return true;
        }
        return known.equals(labels);
    }

    private static double value(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        synchronized (FINEST) {
            Meter meter = shown.remove(metric.metricName());
            if (meter != null) {
                registry.remove(meter);
            }
        }
    }

    @Override
    public void close() {
        synchronized (FINEST) {
            shown.values().forEach(registry::remove);
            shown.clear();
        }
    }

    @Override
    public void configure(Map<String, ?> configuration) {
        // nothing to choose
    }
}
