package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.meter.MeterRow;
import io.kafkagrpo.meter.MeterTable;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, in its own words. */
class GeneratorMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GeneratorMetrics metrics = new GeneratorMetrics(registry);

    @Test
    void progressIsShown() {
        // Given
        GeneratorProgress progress = metrics.progress();
        progress.takesUp(7);
        progress.decodes(3, 120, 2);
        progress.stepped(3);
        progress.stepped(3);
        progress.finished(40);
        progress.failed(4);
        // When
        List<String> lines = registry.scrape().replace(",}", "}").lines().toList();
        // Then
        assertThat(lines)
                .contains(
                        "kafka_grpo_generator_version 7.0",
                        "kafka_grpo_generator_active 3.0",
                        "kafka_grpo_generator_waiting 2.0",
                        "kafka_grpo_generator_decode_steps_total 2.0",
                        "kafka_grpo_generator_tokens_total 40.0",
                        "kafka_grpo_generator_completions_total{outcome=\"finished\"} 1.0",
                        "kafka_grpo_generator_completions_total{outcome=\"failed\"} 4.0");
    }

    @Test
    void whatIsShownIsWhatTheTableSays() {
        Set<String> shown = registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]")[0])
                .collect(Collectors.toSet());
        List<MeterRow> table = MeterTable.of(MeterTable.GENERATOR);
        assertThat(shown).allMatch(name -> table.stream().anyMatch(meter -> meter.isShownAs(name)));
        assertThat(table).allMatch(meter -> shown.stream().anyMatch(meter::isShownAs));
    }
}
