package io.kafkagrpo.report;

import io.kafkagrpo.record.Heartbeat;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a generator's word about itself comes to, for whoever shows it. */
public final class GeneratorFigures {
    private GeneratorFigures() {}

    /** Versions that have been announced since the one that it samples with; empty where it has or knows none. */
    public static OptionalLong lag(Heartbeat heartbeat) {
        return heartbeat.hasVersion() && heartbeat.hasNewestVersion()
                ? OptionalLong.of(Math.max(0, heartbeat.getNewestVersion() - heartbeat.getVersion()))
                : OptionalLong.empty();
    }

    /** Share of the KV cache that is in use, 0 to 1; empty where it has none. */
    public static OptionalDouble cacheShare(Heartbeat heartbeat) {
        return heartbeat.getCacheRoom() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) heartbeat.getCacheTokens() / heartbeat.getCacheRoom());
    }

    /** What it does, in two or three words. */
    public static String state(Heartbeat heartbeat) {
        if (heartbeat.hasWantsSnapshotFrom()) {
            return "wants a snapshot";
        }
        return switch (heartbeat.getState()) {
            case WAITING_FOR_WEIGHTS -> "waits for weights";
            case IDLE -> "idle";
            case SAMPLING -> "samples";
            case LEAVING -> "has left";
            case GENERATOR_STATE_UNSPECIFIED, UNRECOGNIZED -> "state %d".formatted(heartbeat.getStateValue());
        };
    }
}
