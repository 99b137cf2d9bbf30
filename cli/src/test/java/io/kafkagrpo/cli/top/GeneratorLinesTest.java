package io.kafkagrpo.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.GeneratorState;
import io.kafkagrpo.record.Heartbeat;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorLinesTest {
    private static final long NOW = 1_750_000_000_000L;

    @Test
    void eachGeneratorThatSaidSomethingLatelyHasALine() {
        // Given
        Heartbeat samples = heartbeat("gpu-1", 2_000)
                .setState(GeneratorState.SAMPLING)
                .setVersion(12)
                .setNewestVersion(13)
                .setTokensPerSecond(1234.4)
                .setSlotsUsed(30)
                .setCacheTokens(900)
                .setQueue(3)
                .setSecondsSinceToken(0.04)
                .build();
        Heartbeat asks = heartbeat("gpu-2", 2_000)
                .setState(GeneratorState.WAITING_FOR_WEIGHTS)
                .setWantsSnapshotFrom(40)
                .build();
        Heartbeat silent =
                heartbeat("gpu-3", 75_000).setState(GeneratorState.IDLE).build();
        Heartbeat left =
                heartbeat("gpu-4", 2_000).setState(GeneratorState.LEAVING).build();
        Heartbeat forgotten =
                heartbeat("gpu-5", 3_600_000).setState(GeneratorState.IDLE).build();
        // When
        List<String> lines = GeneratorLines.of(List.of(samples, asks, silent, left, forgotten), NOW);
        // Then
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).matches(" +gpu-1 +samples +12 +1 +1,234 +30/32 +45 % +3 +0\\.0 s before");
        assertThat(lines.get(2)).matches(" +gpu-2 +wants a snapshot +– +– +0 +0/32 +0 % +0 +–");
        assertThat(lines.get(3)).matches(" +gpu-3 +silent for 75 s .*");
        assertThat(lines.getLast()).isEmpty();
    }

    @Test
    void aRunOfBeforeThereWereHeartbeatsHasNone() {
        assertThat(GeneratorLines.of(List.of(), NOW)).isEmpty();
    }

    private static Heartbeat.Builder heartbeat(String name, long ageMs) {
        return Heartbeat.newBuilder()
                .setGeneratorId(name)
                .setAtMs(NOW - ageMs)
                .setSlots(32)
                .setCacheRoom(2000);
    }
}
