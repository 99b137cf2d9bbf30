package io.kafkagrpo.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of this process as Linux counts it; absent elsewhere. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";

    private ResidentMemory() {}

    /** Bytes now. */
    static OptionalLong now() {
        return field("VmRSS:");
    }

    /** The most bytes since {@link #resetPeak}. */
    static OptionalLong peak() {
        return field("VmHWM:");
    }

    /** Forgets the peak so far. */
    static void resetPeak() {
        if (!Files.isWritable(CLEAR)) {
            return;
        }
        try {
            Files.writeString(CLEAR, RESET_PEAK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OptionalLong field(String name) {
        if (!Files.isReadable(STATUS) || !Files.isWritable(CLEAR)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
