package io.kafkagrpo.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a process whose heap is full. A thread that finds no memory leaves a process that may wait for ever for what
 * that thread had to do, also while it shuts down; so there is one sentence, and no more Java.
 */
public final class HeapGuard {
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);
    private static final int EXIT_CODE = ExitCode.RESOURCES.code();

    /** Kept only to be given back to a heap that is full: what the JVM itself needs to end finds room there. */
    private static final AtomicReference<byte @Nullable []> RESERVE = new AtomicReference<>(new byte[1 << 20]);

    private static final String SERVICE_ADVICE =
            "give it more, by GRPO_SERVICE_OPTS=-Xmx2g under ./grpo or by JAVA_TOOL_OPTIONS in a container, and start it again.";

    private static volatile byte[] words = {};

    private HeapGuard() {}

    /**
     * From now on any thread that ends for want of memory ends the process, with exit code {@link
     * ExitCode#RESOURCES}.
     *
     * @param whose heap it is, as the sentence begins
     * @param advice what to do, as the sentence ends
     * @param others takes all other failures that no thread has caught
     */
    public static void watch(String whose, String advice, Consumer<? super Throwable> others) {
        // made now, for later there may be no room for it
        words = "%s heap of %d MiB is too small; %s%n"
                .formatted(whose, Runtime.getRuntime().maxMemory() >> 20, advice)
                .getBytes(StandardCharsets.UTF_8);
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
            if (isOfHeap(failure)) {
                say();
                halt();
            }
            others.accept(failure);
            if (failure instanceof OutOfMemoryError) {
                halt();
            }
        });
    }

    /** The same for a service, whose other failures are printed as Java does. */
    public static void watchService() {
        watch("This service's", SERVICE_ADVICE, failure -> failure.printStackTrace(System.err));
    }

    /**
     * Ends the process at once if that is the failure, for it can't be trusted to shut down; its words are said
     * before.
     */
    public static void haltIfFull(Throwable failure) {
        if (isOfHeap(failure)) {
            halt();
        }
    }

    /** Whether it, or what lies behind it, is for want of Java's heap; other memory has other remedies. */
    static boolean isOfHeap(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof OutOfMemoryError
                    && message != null
                    && (message.contains("Java heap space") || message.contains("GC overhead"))) {
                return true;
            }
        }
        return false;
    }

    /** The sentence for such a failure, where there is room for one. */
    static String sentence(Throwable full) {
        return "This service's heap of %d MiB is too small (%s); %s"
                .formatted(Runtime.getRuntime().maxMemory() >> 20, full.getMessage(), SERVICE_ADVICE);
    }

    private static void say() {
        RESERVE.set(null);
        try {
            STDERR.write(words);
        } catch (IOException closed) {
            // Nobody can be told; the exit code still says it.
        }
    }

    private static void halt() {
        RESERVE.set(null);
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
