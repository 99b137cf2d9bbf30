package io.kafkagrpo.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.record.GeneratorState;
import io.kafkagrpo.record.Heartbeat;
import org.junit.jupiter.api.Test;

class HeartbeatRowTest {

    @Test
    void aRowSaysWhatTheGeneratorSaid() {
        HeartbeatRow row = HeartbeatRow.of(Heartbeat.newBuilder()
                .setGeneratorId("gpu-1")
                .setState(GeneratorState.SAMPLING)
                .setVersion(1012)
                .setNewestVersion(1015)
                .setTokensPerSecond(2345.6)
                .setSlots(32)
                .setSlotsUsed(30)
                .setCacheTokens(900)
                .setCacheRoom(2000)
                .setQueue(3)
                .setSecondsSinceToken(1.5)
                .setAtMs(1_750_000_000_000L)
                .build());
        assertThat(row)
                .isEqualTo(new HeartbeatRow(
                        "gpu-1", "samples", "1,012", "3", "2,346", "30 of 32", "45.0 %", "3", "1.5 s", row.at()));
        assertThat(row.at()).contains("2025-06-15");
    }

    @Test
    void whatIsNotKnownIsADash() {
        HeartbeatRow row = HeartbeatRow.of(Heartbeat.newBuilder()
                .setGeneratorId("gpu-2")
                .setState(GeneratorState.WAITING_FOR_WEIGHTS)
                .setNewestVersion(7)
                .setWantsSnapshotFrom(40)
                .build());
        assertThat(row.state()).isEqualTo("wants a snapshot");
        assertThat(row)
                .extracting(HeartbeatRow::version, HeartbeatRow::lag, HeartbeatRow::cache, HeartbeatRow::sinceToken)
                .containsOnly("–");
    }

    @Test
    void aNameThatTurnsTheLineRoundIsMadeVisible() {
        HeartbeatRow row = HeartbeatRow.of(
                Heartbeat.newBuilder().setGeneratorId("gpu\u202e\n1").build());
        assertThat(row.name()).doesNotContain("\u202e", "\n");
    }
}
