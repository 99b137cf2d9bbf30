package io.kafkagrpo.data.table;

import io.kafkagrpo.task.data.DatasetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of cells in the bytes of a CSV or TSV file. Separators and quotes are ASCII, so that bytes can be looked at
 * one by one.
 */
final class CellInput {

    private final Path file;
    private final PushbackInputStream bytes;
    private final char separator;
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private int line = 1;
    private int startLine;

    CellInput(Path file, InputStream bytes, char separator) {
        this.file = file;
        this.bytes = new PushbackInputStream(bytes, 1);
        this.separator = separator;
    }

    /** The line in which the row that was read last begins, from 1. */
    int startLine() {
        return startLine;
    }

    /** The next row's cells; null after the last row. */
    @Nullable
    List<String> next() throws IOException {
        startLine = line;
        int first = bytes.read();
        if (first < 0) {
            return null;
        }
        bytes.unread(first);
        List<String> cells = new ArrayList<>();
        int end;
        do {
            end = cell();
            cells.add(decoded());
        } while (end == separator);
        return cells;
    }

    /** Reads a cell into the buffer, and what ends it: the separator, a line feed, or -1 at the file's end. */
    private int cell() throws IOException {
        cell.reset();
        int read = bytes.read();
        if (read == '"') {
            quoted();
            read = bytes.read();
            if (read >= 0 && read != separator && read != '\n' && read != '\r') {
                throw malformed("something follows a closing quote; a quote within quotes is written twice");
            }
        }
        while (read >= 0 && read != separator && read != '\n' && read != '\r') {
            add(read);
            read = bytes.read();
        }
        return read == '\n' || read == '\r' ? lineEnd(read) : read;
    }

    private void quoted() throws IOException {
        int openedIn = line;
        while (true) {
            int read = bytes.read();
            if (read < 0) {
                throw malformed("the quote that opens in line %d is never closed".formatted(openedIn));
            }
            if (read == '"') {
                int after = bytes.read();
                if (after != '"') {
                    if (after >= 0) {
                        bytes.unread(after);
                    }
                    return;
                }
            }
            if (read == '\n') {
                line++;
            }
            add(read);
        }
    }

    private int lineEnd(int read) throws IOException {
        line++;
        if (read == '\r') {
            int after = bytes.read();
            if (after >= 0 && after != '\n') {
                bytes.unread(after);
            }
        }
        return '\n';
    }

    private void add(int read) {
        if (read == 0) {
            throw malformed("it has a NUL character, which no text has");
        }
        if (cell.size() == LineInput.LONGEST_LINE) {
            throw malformed("a cell has more than %d MiB".formatted(LineInput.LONGEST_LINE >> 20));
        }
        cell.write(read);
    }

    private String decoded() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(cell.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DatasetException(sentence("it isn't UTF-8"), e);
        }
    }

    private DatasetException malformed(String what) {
        return new DatasetException(sentence(what));
    }

    private String sentence(String what) {
        return "The row that begins in line %d of %s is malformed: %s.".formatted(startLine, file, what);
    }

    void close() throws IOException {
        bytes.close();
    }
}
