package io.kafkagrpo.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where long texts go: on a terminal through the user's pager, elsewhere straight to stdout. */
public final class Pager implements AutoCloseable {
    private final PrintWriter out;
    private final @Nullable Process process;

    private Pager(PrintWriter out, @Nullable Process process) {
        this.out = out;
        this.process = process;
    }

    /**
     * {@code PAGER} of the environment, else less, where stdout is a terminal; a machine that has neither shows the
     * text as it is.
     */
    public static Pager ofThisProcess(PrintWriter out) {
        if (!Boolean.getBoolean("grpo.terminal")) {
            return new Pager(out, null);
        }
        String named = System.getenv("PAGER");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        named == null || named.isBlank()
                                ? "command -v less >/dev/null && exec less || exec cat"
                                : named)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // What is no longer than a screen is left there, colours are none, and what is shown stays.
        builder.environment().putIfAbsent("LESS", "FRX");
        try {
            Process process = builder.start();
            return new Pager(new PrintWriter(process.outputWriter(StandardCharsets.UTF_8)), process);
        } catch (IOException noShell) {
            return new Pager(out, null);
        }
    }

    public PrintWriter out() {
        return out;
    }

    /** Waits until the user has read. */
    @Override
    public void close() {
        out.flush();
        if (process != null) {
            out.close();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }
}
