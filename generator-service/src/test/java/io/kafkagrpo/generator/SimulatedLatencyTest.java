package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SimulatedLatencyTest {

    @Test
    void aStepIsNeverShorterThanItsPace() {
        // Given
        SimulatedLatency pace = SimulatedLatency.ofMillis(2.5);
        assertThat(pace.least()).isEqualTo(Duration.ofNanos(2_500_000));
        // When
        for (int step = 0; step < 20; step++) {
            long begun = System.nanoTime();
            pace.await(begun);
            // Then
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(2_500_000);
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void aStepThatTookLongEnoughByItselfIsNotWaitedFor() {
        // Given a step that began hours ago, which a pace of an hour would hold for nearly as long
        long begun = System.nanoTime() - TimeUnit.HOURS.toNanos(2);
        // When, Then
        SimulatedLatency.ofMillis(3_600_000).await(begun);
        SimulatedLatency.ofMillis(0).await(System.nanoTime());
    }
}
