package io.kafkagrpo.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

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

    /** Gives memory that was freed back to the system, so that what is taken next shows; glibc only. */
    static void trim() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup().find("malloc_trim").ifPresent(symbol -> {
            try {
                linker.downcallHandle(symbol, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG))
                        .invokeExact(0L);
            } catch (Throwable e) {
                throw new IllegalStateException("malloc_trim could not be called.", e);
            }
        });
    }

    private static OptionalLong field(String name) {
        if (!Files.isReadable(STATUS) || !Files.isWritable(CLEAR)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
