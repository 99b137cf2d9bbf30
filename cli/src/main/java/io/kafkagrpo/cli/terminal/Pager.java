package io.kafkagrpo.cli.terminal;

import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where long texts go: on a terminal through the user's pager, elsewhere straight to stdout. */
public final class Pager implements AutoCloseable {
    /** How a shell ends for a command that it can't run. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private final PrintWriter out;
    private final @Nullable Process process;
    private final String command;

    private Pager(PrintWriter out, @Nullable Process process, String command) {
        this.out = out;
        this.process = process;
        this.command = command;
    }

    /**
     * {@code PAGER} of the environment, else less, where stdout is a terminal; a machine that has neither shows the
     * text as it is.
     */
    public static Pager ofThisProcess(PrintWriter out) {
        if (!Boolean.getBoolean("grpo.terminal")) {
            return new Pager(out, null, "");
        }
        String named = System.getenv("PAGER");
        return through(
                named == null || named.isBlank() ? "command -v less >/dev/null && exec less || exec cat" : named, out);
    }

    /** @param command as the shell takes it */
    static Pager through(String command, PrintWriter out) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // What is no longer than a screen is left there, colours are none, and what is shown stays.
        builder.environment().putIfAbsent("LESS", "FRX");
        try {
            Process process = builder.start();
            return new Pager(new PrintWriter(process.outputWriter(StandardCharsets.UTF_8)), process, command);
        } catch (IOException noShell) {
            return new Pager(out, null, "");
        }
    }

    public PrintWriter out() {
        return out;
    }

    /**
     * Waits until the user has read.
     *
     * @throws CommandFailure if there is no such pager
     */
    @Override
    public void close() {
        out.flush();
        if (process != null) {
            out.close();
            try {
                int code = process.waitFor();
                if (code == NOT_EXECUTABLE || code == NOT_FOUND) {
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "PAGER is '%s', which can't be run (code %d of the shell); name another pager, or PAGER=cat for none."
                                    .formatted(command, code));
                }
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }
}
