package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.terminal.Screen;
import java.util.Locale;

/** Shows how far a command over many lines is: lines done, tokens a second. */
final class LineProgress {
    private final Screen screen;
    private final long begun = System.nanoTime();
    private long lines;
    private long tokens;

    LineProgress(Screen screen) {
        this.screen = screen;
    }

    /** Counts a finished line. */
    void add(int itsTokens) {
        lines++;
        tokens += itsTokens;
        screen.status(String.format(Locale.ROOT, "%d lines, %.0f tokens/s", lines, tokens / seconds()));
    }

    /** Removes the status before something else is printed. */
    void clear() {
        screen.clear();
    }

    /** Prints what was done. */
    void end() {
        screen.clear();
        screen.line(String.format(
                Locale.ROOT,
                "(%d lines, %d tokens in %.1f s, %.0f tokens/s)",
                lines,
                tokens,
                seconds(),
                tokens / seconds()));
    }

    private double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }
}
