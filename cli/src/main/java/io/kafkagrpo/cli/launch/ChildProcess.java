package io.kafkagrpo.cli.launch;

import io.kafkagrpo.broker.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One running child: its output goes to its log, and the last line of its stderr is kept. */
public final class ChildProcess {
    private final Process process;
    private final int port;
    private final Thread listener;
    private volatile String lastWords = "";

    private ChildProcess(Process process, int port, ChildSpec spec) {
        this.process = process;
        this.port = port;
        this.listener = Thread.ofVirtual().name(spec.name() + "-stderr").start(() -> listen(spec));
    }

    /** Starts it, after what an earlier one of that name may have left. */
    public static ChildProcess start(ChildSpec spec) {
        LeftOver.end(spec);
        int port = FreePort.any();
        ProcessBuilder builder = new ProcessBuilder(spec.command().apply(port));
        builder.environment().putAll(spec.environment());
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        try {
            Files.createDirectories(spec.pid().toAbsolutePath().getParent());
            Process process = builder.start();
            Files.writeString(spec.pid(), process.pid() + System.lineSeparator());
            return new ChildProcess(process, port, spec);
        } catch (IOException e) {
            throw new UncheckedIOException(spec.name() + " can't be started: " + e.getMessage(), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Where it serves HTTP, its health above all. */
    int port() {
        return port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; 128 + n is a death by signal n. */
    public int waitFor() throws InterruptedException {
        int code = process.waitFor();
        listener.join();
        return code;
    }

    /** The last line that it wrote to stderr and that is no part of a stack trace; empty if there was none. */
    public String lastWords() {
        return lastWords;
    }

    /** Ends it at once; whoever supervises it sees it die. */
    public void kill() {
        process.destroyForcibly();
    }

    public void askToStop() {
        process.destroy();
    }

    /** Waits for an asked stop, and kills when the time is over. */
    public void stopWithin(Duration grace) {
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void listen(ChildSpec spec) {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
                Writer log =
                        Files.newBufferedWriter(spec.log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line + System.lineSeparator());
                log.flush();
                if (!line.isBlank() && !Character.isWhitespace(line.charAt(0))) {
                    lastWords = line.strip();
                }
            }
        } catch (IOException e) {
            lastWords = "its log %s can't be written: %s".formatted(spec.log(), e.getMessage());
        }
    }
}
