package io.kafkagrpo.cli.terminal;

import io.kafkagrpo.engine.torch.DeviceMemoryException;
import io.kafkagrpo.engine.torch.NoSuchDeviceException;
import io.kafkagrpo.engine.torch.NotFiniteException;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.ExitCodes;
import io.kafkagrpo.record.DamagedLogException;
import io.kafkagrpo.record.UnreadableRecordException;
import io.kafkagrpo.weights.WeightLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** Turns what went wrong into the one sentence and the exit code that a person gets. */
public final class ErrorMessages {
    private static final ExitCodes EXIT_CODES = ExitCodes.COMMON
            .and(ModelFormatException.class, ExitCode.MODEL)
            .and(NoSuchDeviceException.class, ExitCode.CONFIGURATION)
            .and(DeviceMemoryException.class, ExitCode.RESOURCES)
            .and(NotFiniteException.class, ExitCode.DIVERGED)
            .and(DamagedLogException.class, ExitCode.DATA)
            .and(UnreadableRecordException.class, ExitCode.DATA)
            .and(WeightLogException.class, ExitCode.DATA);

    private ErrorMessages() {}

    /** The cause in words, without class names where a message says it all. */
    public static String of(Throwable failure) {
        Throwable cause = root(failure);
        String message = cause.getMessage();
        String words = switch (cause) {
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
            default -> message == null ? cause.getClass().getSimpleName() : message;
        };
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }

    /** The exit code for a failure. */
    public static int exitCode(Throwable failure) {
        return root(failure) instanceof CommandFailure known
                ? known.exitCode()
                : EXIT_CODES.of(root(failure)).code();
    }

    /** The line for the terminal. */
    public static String line(Throwable failure) {
        Throwable cause = root(failure);
        return switch (cause) {
            case CommandFailure known -> String.valueOf(known.getMessage());
            case InvalidPathException wrong ->
                "'%s' can't be a path on this system (for names beyond ASCII set LC_ALL to a UTF-8 locale)."
                        .formatted(wrong.getInput());
            case DamagedLogException damage -> String.valueOf(damage.getMessage());
            case KafkaException trouble -> "Kafka: " + of(trouble) + ".";
            case Throwable full
            when ExitCodes.isOfFullDisk(full) ->
                "A disk is full (%s); make room, then the same command goes on.".formatted(of(full));
            case IOException trouble -> "Input or output failed: " + of(trouble) + ".";
            case Throwable known when EXIT_CODES.of(known) != ExitCode.INTERNAL -> String.valueOf(known.getMessage());
            case Throwable defect ->
                "Unexpected %s: %s (run again with --verbose for the stack trace)."
                        .formatted(defect.getClass().getSimpleName(), of(defect));
        };
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper = failure instanceof ExecutionException || failure instanceof UncheckedIOException;
        return wrapper && cause != null ? root(cause) : failure;
    }
}
