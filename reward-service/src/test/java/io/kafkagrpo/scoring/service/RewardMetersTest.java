package io.kafkagrpo.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.meter.MeterRow;
import io.kafkagrpo.meter.MeterTable;
import io.kafkagrpo.scoring.RewardCounts;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, in its own words. */
class RewardMetersTest {
    @Test
    void everyFunctionShowsBothOutcomesFromTheBeginning() {
        // Given
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // When
        RewardMeters.show(new RewardCounts(), List.of("correct", "length-penalty"), registry);
        // Then
        List<String> lines = registry.scrape()
                .replace(",}", "}")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "kafka_grpo_rewards_total{function=\"correct\",outcome=\"value\"} 0.0",
                        "kafka_grpo_rewards_total{function=\"correct\",outcome=\"missing\"} 0.0",
                        "kafka_grpo_rewards_total{function=\"length-penalty\",outcome=\"value\"} 0.0",
                        "kafka_grpo_rewards_total{function=\"length-penalty\",outcome=\"missing\"} 0.0");
        assertThat(MeterTable.of(MeterTable.REWARD))
                .extracting(MeterRow::shown)
                .containsExactly("kafka_grpo_rewards_total");
    }
}
