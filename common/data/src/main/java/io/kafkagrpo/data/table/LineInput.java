package io.kafkagrpo.data.table;

import io.kafkagrpo.task.data.DatasetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 text, each of bounded length, so that a file without line ends can't fill the memory. */
final class LineInput {

    /** Bytes of a line, or of a table's cell, at most: 64 MiB. */
    static final int LONGEST_LINE = 64 << 20;

    private static final int BUFFER = 65_536;

    private final Path file;
    private final InputStream bytes;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private int number;

    LineInput(Path file, InputStream bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The number of the line that was read last, from 1. */
    int number() {
        return number;
    }

    /** The next line without its line feed; null after the last. */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (position == limit) {
                limit = Math.max(0, bytes.read(buffer));
                position = 0;
                if (limit == 0) {
                    return line.size() == 0 ? null : decoded(line.toByteArray());
                }
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            if ((long) line.size() + end - position > LONGEST_LINE) {
                throw new DatasetException(
                        "Line %d of %s has more than %d MiB; a record is one line of at most so much."
                                .formatted(number + 1, file, LONGEST_LINE >> 20));
            }
            line.write(buffer, position, end - position);
            position = end;
            if (end < limit) {
                position++;
                return decoded(line.toByteArray());
            }
        }
    }

    private String decoded(byte[] line) {
        number++;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DatasetException("Line %d of %s is malformed: it isn't UTF-8.".formatted(number, file), e);
        }
    }

    void close() throws IOException {
        bytes.close();
    }
}
