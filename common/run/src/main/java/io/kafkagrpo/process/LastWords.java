package io.kafkagrpo.process;

import io.kafkagrpo.settings.Secrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * The one sentence with which a process says why it ends: on stderr, where what started it finds it, and, where
 * {@code grpo.termination-log} (in the environment GRPO_TERMINATION_LOG) names a file, in that file. Kubernetes
 * shows the file /dev/termination-log of a pod that ended.
 */
public final class LastWords {
    private LastWords() {}

    /** Prints the sentence, and writes it. */
    public static void say(String sentence) {
        System.err.println(sentence);
        write(sentence);
    }

    /**
     * Writes it, for a process that has printed it already; where the file can't be written, stderr says so too.
     */
    public static void write(String sentence) {
        Optional<String> file = ServiceEnvironment.property("grpo.termination-log");
        if (file.isPresent()) {
            try {
                Files.writeString(Path.of(file.get()), sentence + System.lineSeparator());
            } catch (IOException | InvalidPathException e) {
                System.err.println("GRPO_TERMINATION_LOG: the file %s can't be written: %s".formatted(file.get(), e));
            }
        }
    }

    /** One line. Where the failure's message doesn't say why, its cause's words follow. */
    public static String of(Throwable failure) {
        String sentence = Causes.of(failure)
                .filter(HeapGuard::isOfHeap)
                .findFirst()
                .map(HeapGuard::sentence)
                .orElseGet(() -> failure instanceof UncheckedIOException trouble && trouble.getCause() != null
                        ? withCause(trouble, trouble.getCause())
                        : withRights(failure));
        return Secrets.masked(sentence.replaceAll("\\s*\\R\\s*", " "));
    }

    /** Kafka says what is denied, not what to do about it. */
    private static String withRights(Throwable failure) {
        String words = message(failure);
        return Causes.of(failure).anyMatch(AuthorizationException.class::isInstance)
                ? "%s: this process's user lacks a right; './grpo rights RUN' lists what each service needs."
                        .formatted(words.replaceFirst("\\.$", ""))
                : words;
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
