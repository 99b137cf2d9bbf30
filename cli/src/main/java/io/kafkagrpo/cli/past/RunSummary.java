package io.kafkagrpo.cli.past;

import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.report.RunReport;
import io.kafkagrpo.report.StatusLine;
import io.kafkagrpo.settings.Keys;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run has come to, in a few lines. */
public record RunSummary(RunReport report, boolean finished) {

    public void print(Screen screen) {
        screen.settle();
        screen.line("");
        screen.line(
                finished
                        ? "Finished %d steps in %s.".formatted(report.steps(), StatusLine.clock(Duration.ofMillis((long)
                                (report.wallSeconds() * 1000))))
                        : "Not finished; %d steps so far.".formatted(report.steps()));
        if (report.forkedFrom() != null) {
            screen.line("  forked    from '%s' after its step %d"
                    .formatted(report.forkedFrom().run(), report.forkedFrom().step()));
        }
        if (report.goneOffsets() != null) {
            report.goneOffsets()
                    .forEach((topic, offsets) -> screen.line(String.format(
                            Locale.ROOT, "  gone      %,d offsets of %s; counts are of what is left", offsets, topic)));
        }
        change(screen, "accuracy", percent(report.accuracyBefore()), percent(report.accuracyAfter()));
        change(screen, "reward", number(report.rewardBefore()), number(report.rewardAfter()));
        if (report.highestPaid() != null) {
            report.highestPaid().hints().forEach(hint -> screen.line("  hint      " + Printable.line(hint)));
        }
        if (report.simulatedTokenLatencyMs() != null) {
            screen.line("  SIMULATED a decode step took at least %s ms (%s)"
                    .formatted(report.simulatedTokenLatencyMs(), Keys.SIMULATED_TOKEN_LATENCY_MS.name()));
        }
    }

    private static void change(Screen screen, String what, String before, String after) {
        if (!before.isEmpty() && !after.isEmpty()) {
            screen.line("  %-9s %s -> %s".formatted(what, before, after));
        }
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
    }
}
