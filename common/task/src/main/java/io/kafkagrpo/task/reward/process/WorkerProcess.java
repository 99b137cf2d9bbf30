package io.kafkagrpo.task.reward.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that answers each line with a line. Whoever asks waits for a time and no longer: the pipes belong to
 * a thread of the process's own, which a hostile one may hold for ever.
 */
final class WorkerProcess {
    /** A line beyond that is no answer of ours. */
    private static final int LONGEST_LINE = 8 << 20;

    private static final Duration END = Duration.ofSeconds(5);

    private final List<String> command;
    private final OutputTail printed;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private volatile @Nullable Process process;
    private volatile boolean killed;

    /** What came of a line. */
    sealed interface Reply {
        record Line(String text) implements Reply {}

        /** There is no more process, or none that can be talked to. */
        record Gone(String because) implements Reply {}

        record Late() implements Reply {}
    }

    private WorkerProcess(String name, List<String> command) {
        this.command = command;
        this.printed = new OutputTail(name);
    }

    /** Starts a process. If that fails, the first question says so. */
    static WorkerProcess start(String name, List<String> command) {
        WorkerProcess worker = new WorkerProcess(name, command);
        // It starts the process as well: to Linux, the parent that a process may want to die with is a thread.
        Thread.ofPlatform().daemon().name("worker-" + name).start(worker::talk);
        return worker;
    }

    /** Sends a line and waits for the answer; after anything but a line, the process is of no more use. */
    Reply ask(String line, Duration limit) throws InterruptedException {
        lines.add(line);
        @Nullable Reply reply = replies.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        return reply == null ? new Reply.Late() : reply;
    }

    /** Ends the process and all that it has started. */
    void kill() {
        killed = true;
        lines.add(""); // wakes the thread, should it wait for a question
        @Nullable Process running = process;
        if (running == null) {
            return;
        }
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        killGroup(running.pid());
        running.toHandle().destroyForcibly();
    }

    private void talk() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            // Passwords of Kafka are nobody's business there.
            builder.environment().keySet().removeIf(name -> name.startsWith("GRPO_") || name.startsWith("KAFKA_"));
            builder.environment().put("PYTHONIOENCODING", "utf-8");
            Process started = builder.start();
            process = started;
            if (killed) {
                kill();
            }
            printed.follow(started.getErrorStream());
            try (Writer in = started.outputWriter(StandardCharsets.UTF_8);
                    BufferedReader out = started.inputReader(StandardCharsets.UTF_8)) {
                while (!killed) {
                    in.write(lines.take());
                    in.write('\n');
                    in.flush();
                    @Nullable String line = readLine(out);
                    if (line == null) {
                        break;
                    }
                    replies.add(new Reply.Line(line));
                }
            }
            replies.add(new Reply.Gone(ending(started)));
        } catch (IOException | UncheckedIOException e) {
            @Nullable Process started = process;
            replies.add(new Reply.Gone(started == null ? "it can't be started: " + e.getMessage() : ending(started)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable String readLine(BufferedReader out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = out.read(); c != '\n'; c = out.read()) {
            if (c < 0) {
                return null;
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("it wrote a line of more than %d characters".formatted(LONGEST_LINE));
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private String ending(Process started) {
        try {
            if (!started.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                return "it closed its output";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String tail = printed.tail();
        return "it ended with exit code %d%s".formatted(started.exitValue(), tail.isEmpty() ? "" : ": " + tail);
    }

    /** The worker leads a session, and so a group; a shell's own kill is on every system. */
    private static void killGroup(long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -9 -- -" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("No shell can be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
