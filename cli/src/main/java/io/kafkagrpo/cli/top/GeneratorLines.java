package io.kafkagrpo.cli.top;

import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.record.GeneratorState;
import io.kafkagrpo.record.Heartbeat;
import io.kafkagrpo.report.GeneratorFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How generators are, by what they said last, a line each. */
final class GeneratorLines {
    private static final String ROW = "%-34s %-18s %8s %7s %9s %9s %6s %6s  %s";
    /** Several heartbeats of one that is well. */
    private static final long SILENT_MS = 15_000;
    /** Nobody waits for it any more. */
    private static final long FORGOTTEN_MS = 600_000;

    private GeneratorLines() {}

    /** None where no generator has said anything for a while. */
    static List<String> of(List<Heartbeat> heartbeats, long atMs) {
        List<String> lines = new ArrayList<>();
        for (Heartbeat heartbeat : heartbeats) {
            long age = atMs - heartbeat.getAtMs();
            if (heartbeat.getState() != GeneratorState.LEAVING && age < FORGOTTEN_MS) {
                lines.add(line(heartbeat, age));
            }
        }
        if (!lines.isEmpty()) {
            lines.addFirst(ROW.formatted(
                    "generator", "state", "version", "behind", "tokens/s", "slots", "cache", "queue", "last token"));
            lines.add("");
        }
        return lines;
    }

    private static String line(Heartbeat heartbeat, long age) {
        OptionalLong lag = GeneratorFigures.lag(heartbeat);
        OptionalDouble cache = GeneratorFigures.cacheShare(heartbeat);
        return ROW.formatted(
                "  " + Printable.line(heartbeat.getGeneratorId()),
                age > SILENT_MS ? "silent for %d s".formatted(age / 1000) : GeneratorFigures.state(heartbeat),
                heartbeat.hasVersion() ? heartbeat.getVersion() : "–",
                lag.isPresent() ? lag.getAsLong() : "–",
                String.format(Locale.ROOT, "%,.0f", heartbeat.getTokensPerSecond()),
                heartbeat.getSlotsUsed() + "/" + heartbeat.getSlots(),
                cache.isPresent() ? String.format(Locale.ROOT, "%.0f %%", 100 * cache.getAsDouble()) : "–",
                heartbeat.getQueue(),
                heartbeat.hasSecondsSinceToken()
                        ? String.format(Locale.ROOT, "%.1f s before", heartbeat.getSecondsSinceToken())
                        : "–");
    }
}
