package io.kafkagrpo.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Where a command's progress goes: one line that is rewritten on a terminal, now and then a line elsewhere. */
public sealed interface Screen {

    /** Shows a status in place of the last one. */
    void status(String line);

    /** Prints a line that stays. */
    void line(String line);

    /** Shows these lines in place of those that it was given last; on no terminal, below them. */
    void frame(List<String> lines);

    /** Removes the status line. */
    void clear();

    /** Ends a status line that is still there, so that others may print. */
    void settle();

    /** What suits this process's stdout, as the grpo script found it. */
    static Screen ofThisProcess(PrintWriter out) {
        return Boolean.getBoolean("grpo.terminal")
                ? new Live(out, Integer.getInteger("grpo.columns", 80))
                : new Plain(out, Duration.ofSeconds(5));
    }

    /** A terminal of a given width. */
    final class Live implements Screen {
        private static final String ERASE = "\r\u001b[K";

        private final PrintWriter out;
        private final int columns;
        private boolean dirty;
        private int framed;

        public Live(PrintWriter out, int columns) {
            this.out = out;
            this.columns = columns;
        }

        @Override
        public synchronized void status(String line) {
            out.print(ERASE + (line.length() < columns ? line : line.substring(0, columns - 1)));
            out.flush();
            dirty = true;
        }

        @Override
        public synchronized void line(String line) {
            out.println((dirty ? ERASE : "") + line);
            out.flush();
            dirty = false;
        }

        @Override
        public synchronized void frame(List<String> lines) {
            out.print(framed == 0 ? "" : "\u001b[%dF\u001b[J".formatted(framed));
            lines.forEach(line -> out.println(line.length() < columns ? line : line.substring(0, columns - 1)));
            out.flush();
            framed = lines.size();
        }

        @Override
        public synchronized void clear() {
            if (dirty) {
                out.print(ERASE);
                out.flush();
                dirty = false;
            }
        }

        @Override
        public synchronized void settle() {
            if (dirty) {
                out.println();
                out.flush();
                dirty = false;
            }
        }
    }

    /** A file or a pipe: a status is printed if it has changed and enough time has passed since the last. */
    final class Plain implements Screen {
        private final PrintWriter out;
        private final Duration pause;
        private String last = "";
        private Instant next = Instant.MIN;

        public Plain(PrintWriter out, Duration pause) {
            this.out = out;
            this.pause = pause;
        }

        @Override
        public synchronized void status(String line) {
            Instant now = Instant.now();
            if (!line.equals(last) && now.isAfter(next)) {
                line(line);
                last = line;
                next = now.plus(pause);
            }
        }

        @Override
        public synchronized void line(String line) {
            out.println(line);
            out.flush();
        }

        @Override
        public synchronized void frame(List<String> lines) {
            lines.forEach(this::line);
        }

        @Override
        public void clear() {
            // a printed line stays
        }

        @Override
        public void settle() {
            // every line is whole
        }
    }
}
