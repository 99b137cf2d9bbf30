package io.kafkagrpo.process;

import io.kafkagrpo.settings.Secrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sentence with which a process ends for a failure; what started it shows the sentence to a person. */
public final class LastWords {
    private LastWords() {}

    /** One line. Where the failure's message doesn't say why, its cause's words follow. */
    public static String of(Throwable failure) {
        String sentence = causes(failure)
                .filter(LastWords::isOfHeap)
                .findFirst()
                .map(LastWords::heap)
                .orElseGet(() -> failure instanceof UncheckedIOException trouble && trouble.getCause() != null
                        ? withCause(trouble, trouble.getCause())
                        : message(failure));
        return Secrets.masked(sentence.replaceAll("\\s*\\R\\s*", " "));
    }

    private static boolean isOfHeap(Throwable failure) {
        String words = String.valueOf(failure.getMessage());
        return failure instanceof OutOfMemoryError
                && (words.contains("Java heap space") || words.contains("GC overhead"));
    }

    private static String heap(Throwable full) {
        return "This service's heap of %d MiB is too small (%s); give it more, by GRPO_SERVICE_OPTS=-Xmx2g under ./grpo or by JAVA_TOOL_OPTIONS in a container, and start it again."
                .formatted(Runtime.getRuntime().maxMemory() >> 20, full.getMessage());
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static String withCause(UncheckedIOException trouble, IOException cause) {
        String words = message(trouble);
        // A message that was not given is the cause's own, with its class.
        return words.equals(cause.toString())
                ? words(cause) + "."
                : "%s: %s.".formatted(words.replaceFirst("\\.$", ""), words(cause));
    }

    private static String words(IOException cause) {
        @Nullable String message = cause.getMessage();
        return switch (cause) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case FileNotFoundException missing -> "there is no file " + missing.getMessage();
            case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
            case FileSystemException known when known.getReason() != null -> known.getReason();
            default -> message == null ? cause.getClass().getSimpleName() : message.replaceFirst("\\.$", "");
        };
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
