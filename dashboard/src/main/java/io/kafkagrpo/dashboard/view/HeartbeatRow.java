package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.Numbers;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.report.GeneratorFigures;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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
        OptionalLong lag = GeneratorFigures.lag(heartbeat);
        OptionalDouble cache = GeneratorFigures.cacheShare(heartbeat);
        return new HeartbeatRow(
                VisibleText.line(heartbeat.getGeneratorId(), 100),
                GeneratorFigures.state(heartbeat),
                heartbeat.hasVersion() ? Numbers.grouped(heartbeat.getVersion()) : NONE,
                lag.isPresent() ? Numbers.grouped(lag.getAsLong()) : NONE,
                Numbers.grouped(Math.round(heartbeat.getTokensPerSecond())),
                "%d of %d".formatted(heartbeat.getSlotsUsed(), heartbeat.getSlots()),
                cache.isPresent() ? Numbers.percent(cache.getAsDouble()) : NONE,
                Numbers.grouped(heartbeat.getQueue()),
                heartbeat.hasSecondsSinceToken()
                        ? Numbers.duration(Math.round(1000 * heartbeat.getSecondsSinceToken()))
                        : NONE,
                Numbers.time(heartbeat.getAtMs()));
    }
}
