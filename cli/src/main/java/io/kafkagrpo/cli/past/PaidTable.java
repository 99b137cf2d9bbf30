package io.kafkagrpo.cli.past;

import io.kafkagrpo.report.paid.PaidReport;
import io.kafkagrpo.report.paid.PaidReport.Side;
import io.kafkagrpo.report.paid.PaidReport.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The highest-paid completions beside all others, a line for each part of the run. */
final class PaidTable {
    private PaidTable() {}

    static List<String> lines(PaidReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("The highest-paid tenth of the training completions, and the others:");
        lines.add("  %-15s %11s %8s %13s %15s %15s %15s"
                .formatted("versions", "completions", "reward", "share", "tokens", "repeating", "markup"));
        report.windows().forEach(window -> lines.add(line(window)));
        lines.add(
                report.hints().isEmpty()
                        ? "  Nothing stands out."
                        : "  Above stands as a hint what stands out; whether it was meant to be paid, a person decides.");
        return lines;
    }

    private static String line(Window window) {
        Side highest = window.highest();
        Side others = window.others();
        String begin = String.format(
                Locale.ROOT,
                "  %-15s %,11d %8.3g",
                "%d to %d".formatted(window.fromVersion(), window.toVersion()),
                window.completions(),
                window.reward());
        return highest == null || others == null
                ? begin + "  too few that were paid otherwise"
                : "%s %13s %15s %15s %15s"
                        .formatted(
                                begin,
                                percent(highest.share(), null),
                                String.format(Locale.ROOT, "%.1f / %.1f", highest.tokens(), others.tokens()),
                                percent(highest.repeating(), others.repeating()),
                                percent(highest.marked(), others.marked()));
    }

    private static String percent(double share, @Nullable Double other) {
        String first = String.format(Locale.ROOT, "%.0f %%", 100 * share);
        return other == null ? first : String.format(Locale.ROOT, "%s / %.0f %%", first, 100 * other);
    }
}
