package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Heartbeat;

/**
 * What a generator said last of itself.
 *
 * @param lag versions that have been announced since the one that it samples with
 * @param cache share of the KV cache that is in use
 * @param sinceToken time since its newest token, when it said so
 */
public record HeartbeatRow(
        String name,
        String state,
        String version,
        String lag,
        String speed,
        String slots,
        String cache,
        String queue,
        String sinceToken,
        String at) {
    private static final String NONE = "–";

    static HeartbeatRow of(Heartbeat heartbeat) {
        return new HeartbeatRow(
                VisibleText.line(heartbeat.getGeneratorId(), 100),
                state(heartbeat),
                heartbeat.hasVersion() ? Numbers.grouped(heartbeat.getVersion()) : NONE,
                heartbeat.hasVersion() && heartbeat.hasNewestVersion()
                        ? Numbers.grouped(Math.max(0, heartbeat.getNewestVersion() - heartbeat.getVersion()))
                        : NONE,
                Numbers.grouped(Math.round(heartbeat.getTokensPerSecond())),
                "%d of %d".formatted(heartbeat.getSlotsUsed(), heartbeat.getSlots()),
                heartbeat.getCacheRoom() == 0
                        ? NONE
                        : Numbers.percent((double) heartbeat.getCacheTokens() / heartbeat.getCacheRoom()),
                Numbers.grouped(heartbeat.getQueue()),
                heartbeat.hasSecondsSinceToken()
                        ? Numbers.duration(Math.round(1000 * heartbeat.getSecondsSinceToken()))
                        : NONE,
                Numbers.time(heartbeat.getAtMs()));
    }

    private static String state(Heartbeat heartbeat) {
        String words = switch (heartbeat.getState()) {
            case WAITING_FOR_WEIGHTS -> "waits for weights";
            case IDLE -> "idle";
            case SAMPLING -> "samples";
            case LEAVING -> "has left";
            case GENERATOR_STATE_UNSPECIFIED, UNRECOGNIZED -> "state %d".formatted(heartbeat.getStateValue());
        };
        return heartbeat.hasWantsSnapshotFrom() ? words + ", asks for a snapshot" : words;
    }
}
