package io.kafkagrpo.task.reward.code;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.reward.process.Bubblewrap;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a Python program by itself: it sees {@code /usr}, read only, and an empty folder, no network and no other
 * process; time, memory, processes and output are bounded, and all that it started ends with it.
 *
 * @param interpreter below {@code /usr}
 * @param limit of one run
 * @param memoryMegabytes address space of each process
 * @param processes at a time, threads included
 */
record Sandbox(String interpreter, Duration limit, int memoryMegabytes, int processes) {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final int LARGEST_OUTPUT = 1 << 20;
    private static final long LARGEST_FILE = 16L << 20;
    private static final long FOLDER_BYTES = 64L << 20;
    private static final int OPEN_FILES = 64;
    private static final String NOBODY = "65534";
    /** What the harness says on stderr before the program runs: without it the program never did. */
    private static final String BEGUN = "begun\n";

    private static final Executor READERS =
            task -> Thread.ofVirtual().name("sandbox-output").start(task);

    /**
     * How a run ended.
     *
     * @param exitCode of the program; -1 where it was late
     * @param output what it printed, at most a megabyte
     * @param complaint its last line on stderr, or why it was ended
     */
    record Run(int exitCode, String output, String complaint) {}

    /**
     * Runs a program, then, in the same interpreter, a check; after a check that went through, the
     * token is printed.
     *
     * @throws SandboxException if the sandbox itself fails, which says nothing of the program
     */
    Run run(String program, String input, String check, String token) throws InterruptedException, SandboxException {
        ObjectNode task = RewardRows.object()
                .put("program", program)
                .put("input", input)
                .put("check", check)
                .put("token", token);
        task.putObject("limits")
                .put("RLIMIT_AS", (long) memoryMegabytes << 20)
                .put("RLIMIT_NPROC", processes)
                .put("RLIMIT_CPU", limit.toSeconds() + 1)
                .put("RLIMIT_FSIZE", LARGEST_FILE)
                .put("RLIMIT_NOFILE", OPEN_FILES)
                .put("RLIMIT_CORE", 0);
        try {
            return run(new ProcessBuilder(command()).start(), task.toString());
        } catch (IOException e) {
            throw new SandboxException("The sandbox can't be started: %s.".formatted(e.getMessage()), e);
        }
    }

    private Run run(Process process, String task) throws InterruptedException, SandboxException {
        try {
            CompletableFuture<String> output = read(process.getInputStream());
            CompletableFuture<String> errors = read(process.getErrorStream());
            send(process, task);
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            // not by the process itself, which would close what is still to be read
            process.toHandle().destroyForcibly();
            String printed = output.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            String said = errors.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!said.startsWith(BEGUN)) {
                throw new SandboxException(
                        "The sandbox did not come to run the program: %s."
                                .formatted(
                                        ended
                                                ? lastLine(said)
                                                : "it took longer than %d ms".formatted(limit.toMillis())),
                        null);
            }
            String complaint = lastLine(said.substring(BEGUN.length()));
            return ended
                    ? new Run(process.exitValue(), printed, complaint)
                    : new Run(-1, printed, "it took longer than %d ms".formatted(limit.toMillis()));
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException("The output of the sandbox can't be read.", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void send(Process process, String task) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(task.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            LOG.debug("A sandbox ended before it read its task, and says on stderr why.", notRead);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        String text = new String(stream.readNBytes(LARGEST_OUTPUT), StandardCharsets.UTF_8);
                        stream.transferTo(OutputStream.nullOutputStream());
                        return text;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }

    private static String lastLine(String text) {
        String line = text.strip().lines().reduce("", (_, last) -> last).replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // limits on processes don't hold for root, whatever it is called in the sandbox
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(Bubblewrap.path().toString());
        command.addAll(List.of("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"));
        command.addAll(List.of("--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp"));
        command.addAll(List.of("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin"));
        command.addAll(List.of("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"));
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        command.addAll(List.of("--size", Long.toString(FOLDER_BYTES), "--tmpfs", "/tmp", "--chdir", "/tmp"));
        command.addAll(List.of("--uid", NOBODY, "--gid", NOBODY, "--hostname", "sandbox", "--cap-drop", "ALL", "--"));
        command.addAll(List.of(interpreter, "-I", "-c", harness()));
        return command;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "It can't be told whether this process is root's, for whom no limits hold", e);
        }
    }

    private static String harness() {
        try (InputStream resource = Sandbox.class.getResourceAsStream("harness.py")) {
            if (resource == null) {
                throw new IllegalStateException("harness.py is not on the class path.");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
