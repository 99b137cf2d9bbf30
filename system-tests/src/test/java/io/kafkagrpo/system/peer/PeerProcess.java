package io.kafkagrpo.system.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another implementation in a process of its own, so that neither its JVM's options nor its native libraries meet
 * ours. {@link PeerService} is the other half.
 */
final class PeerProcess implements AutoCloseable {
    private static final long MOST_SECONDS_TO_END = 60;

    private final Process process;
    private final BufferedReader out;
    private final PrintStream in;
    private final Path log;
    private final @Nullable String whyUnavailable;

    private PeerProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String first = answer();
        this.whyUnavailable =
                first.startsWith(PeerService.UNAVAILABLE) ? first.substring(PeerService.UNAVAILABLE.length()) : null;
    }

    /**
     * Starts a peer's main class.
     *
     * @param folder where it may leave files, its log among them
     * @param jvmOptions what its JVM needs
     */
    static PeerProcess start(Class<?> main, Path folder, String... jvmOptions) throws IOException {
        Path log = folder.resolve(main.getSimpleName() + ".log");
        return new PeerProcess(
                builder(main, 1, List.of(jvmOptions), List.of())
                        .redirectError(log.toFile())
                        .start(),
                log);
    }

    /**
     * A JVM of this one's class path.
     *
     * @param threads of what computes in it
     */
    static ProcessBuilder builder(Class<?> main, int threads, List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "CLASSPATH",
                        System.getProperty("java.class.path"),
                        "OMP_NUM_THREADS",
                        Integer.toString(threads)));
        return builder;
    }

    /** Why this peer can't be had on this machine, or null. */
    @Nullable
    String whyUnavailable() {
        return whyUnavailable;
    }

    /** The likeliest tokens after a prompt, by the model of a file or directory that the peer can read. */
    int[] continueGreedily(Path model, int[] prompt, int tokens) throws IOException {
        in.println(model.toAbsolutePath() + "\t" + tokens + "\t" + PeerService.text(prompt));
        return PeerService.ids(answer().substring(PeerService.IDS.length()));
    }

    private String answer() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("peer: ")) {
                return line;
            }
        }
        throw new IOException("The peer ended; its last words: " + Files.readString(log));
    }

    /** Ends the process by ending its input. */
    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("The peer did not end with its input.");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
