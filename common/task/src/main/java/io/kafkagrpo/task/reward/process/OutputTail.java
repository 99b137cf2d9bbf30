package io.kafkagrpo.task.reward.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker prints: its first lines are logged, its last ones kept, the rest is read and dropped. */
final class OutputTail {
    private static final Logger LOG = LoggerFactory.getLogger(OutputTail.class);
    private static final int LOGGED = 100;
    private static final int KEPT = 3;
    private static final int LONGEST = 300;

    private final String name;
    private final Deque<String> last = new ArrayDeque<>();
    private int lines;

    OutputTail(String name) {
        this.name = name;
    }

    /** Reads to the end, on a thread of its own. */
    void follow(InputStream stream) {
        Thread.ofPlatform().daemon().name("output-" + name).start(() -> read(stream));
    }

    /** The last lines, as one. */
    synchronized String tail() {
        return String.join(" / ", last);
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (@Nullable String line = readLine(reader); line != null; line = readLine(reader)) {
                note(line);
            }
        } catch (IOException closed) {
            LOG.debug("The output of the reward {} ends: {}", name, closed.getMessage());
        }
    }

    /** A line's first characters; null at the end. A line may have no end. */
    private static @Nullable String readLine(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c != '\n'; c = reader.read()) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() < LONGEST) {
                line.append(Character.isISOControl(c) ? ' ' : (char) c);
            }
        }
        return line.toString();
    }

    private synchronized void note(String line) {
        if (lines < LOGGED) {
            LOG.info("[{}] {}", name, line);
        } else if (lines == LOGGED) {
            LOG.warn("The reward {} prints much; the rest is not logged.", name);
        }
        lines++;
        if (!line.isBlank()) {
            last.add(line.strip());
            if (last.size() > KEPT) {
                last.remove();
            }
        }
    }
}
