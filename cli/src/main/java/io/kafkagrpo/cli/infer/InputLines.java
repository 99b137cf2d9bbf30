package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a JSONL file, one after the other; blank lines are passed over. A line that is wrong ends them, and
 * {@link #requireSound} says so once what came before it is done.
 *
 * @param <T> what a line becomes
 */
final class InputLines<T> implements AutoCloseable {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final Function<InputLine, T> reading;
    private final InputStream bytes;
    private int number;
    private @Nullable CommandFailure complaint;

    private InputLines(Path file, InputStream bytes, Function<InputLine, T> reading) {
        this.file = file;
        this.bytes = bytes;
        this.reading = reading;
    }

    /** Says at once that a file can't be read, before a model is opened for it. */
    static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw new CommandFailure(ExitCode.DATA, "There is no input file %s.".formatted(file));
        }
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new CommandFailure(ExitCode.DATA, "The input %s is not a file that can be read.".formatted(file));
        }
    }

    /**
     * Opens a file.
     *
     * @param reading makes a line's content of it; complains with {@link InputLine#wrong}
     */
    static <T> InputLines<T> open(Path file, Function<InputLine, T> reading) {
        try {
            return new InputLines<>(file, new BufferedInputStream(Files.newInputStream(file)), reading);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitCode.DATA, "There is no input file %s.".formatted(file), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The next line's content; null where there is none or the line is wrong. */
    @Nullable
    T next() {
        if (complaint != null) {
            return null;
        }
        try {
            for (byte[] line = nextBytes(); line != null; line = nextBytes()) {
                String text = decode(line);
                if (!text.isBlank()) {
                    return reading.apply(InputLine.parse(file, number, text));
                }
            }
        } catch (CommandFailure wrong) {
            complaint = wrong;
        }
        return null;
    }

    /** Throws what ended the lines early, if something did. */
    void requireSound() {
        if (complaint != null) {
            throw complaint;
        }
    }

    private byte @Nullable [] nextBytes() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int next = bytes.read();
            if (next < 0) {
                return null;
            }
            number++;
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = bytes.read();
            }
            return line.toByteArray();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private String decode(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            return number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CommandFailure(
                    ExitCode.DATA, "%s:%d: the line is not UTF-8, but must be.".formatted(file, number), e);
        }
    }

    private static CommandFailure unreadable(Path file, IOException e) {
        return new CommandFailure(
                ExitCode.DATA, "The input file %s can't be read: %s.".formatted(file, ErrorMessages.of(e)), e);
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
