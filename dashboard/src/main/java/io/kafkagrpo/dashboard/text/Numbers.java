package io.kafkagrpo.dashboard.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Figures as people read them. */
public final class Numbers {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Numbers() {}

    /**
     * Four digits of a small or large figure, four decimals of others, and none that say nothing; a dash where
     * there is none.
     */
    public static String plain(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        double size = Math.abs(value);
        if (!Double.isFinite(value) || (size != 0 && size < 1e-3)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        if (size >= 1e4) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    /** With its sign. */
    public static String signed(@Nullable Double value) {
        return value == null ? "–" : (value > 0 ? "+" : "") + plain(value);
    }

    public static String percent(@Nullable Double share) {
        return share == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    public static String bytes(long bytes) {
        return bytes < 10_000
                ? grouped(bytes) + " B"
                : bytes < 10_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    /** A moment; a dash for the epoch's first, which is no time of a run. */
    public static String time(long epochMs) {
        return epochMs == 0 ? "–" : TIME.format(Instant.ofEpochMilli(epochMs));
    }

    /** Seconds with one decimal up to a minute, then minutes and hours. */
    public static String duration(long ms) {
        Duration duration = Duration.ofMillis(ms);
        if (duration.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        }
        return duration.toHours() == 0
                ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
}
