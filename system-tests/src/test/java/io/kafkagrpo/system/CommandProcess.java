package io.kafkagrpo.system;

import io.kafkagrpo.cli.Grpo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A grpo command in a process of its own, with the options of ./grpo, for what ends a whole process: a signal, a
 * broker that halts.
 */
public final class CommandProcess implements AutoCloseable {
    /** Only against hanging for ever on a busy machine; nothing is timed. */
    private static final long GUARD_MINUTES = 8;

    /** The exit code of what SIGTERM ended. */
    public static final int ASKED_TO_END = 143;

    private final Process process;
    private final Path out;
    private final Path err;

    /**
     * Starts it.
     *
     * @param logs where its output goes
     * @param environment added to this process's own
     */
    public CommandProcess(Path logs, Map<String, String> environment, List<String> jvm, List<String> arguments)
            throws IOException {
        this.out = Files.createTempFile(logs, "command", ".out");
        this.err = Files.createTempFile(logs, "command", ".err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Grpo.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        this.process = builder.start();
    }

    /** Waits for its end. */
    public int exitCode() throws Exception {
        if (!process.waitFor(GUARD_MINUTES, TimeUnit.MINUTES)) {
            throw new AssertionError("The command did not end; it said: " + err());
        }
        return process.exitValue();
    }

    /**
     * Asks it to end; {@link #ASKED_TO_END} follows. As Ctrl-C does, to which a process may be deaf that was
     * started in the background.
     */
    public void askToEnd() {
        process.destroy();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    public String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            process.destroyForcibly().waitFor();
        }
    }
}
