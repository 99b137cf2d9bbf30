package io.kafkagrpo.cli.infer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON lines to a new file or to stdout. A written line is out of this process's hands, so a
 * kill loses none.
 */
final class OutputLines implements AutoCloseable {
    private final @Nullable Path file;
    private final PrintWriter writer;

    private OutputLines(@Nullable Path file, PrintWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /** Refuses a file that is there already, before a model is opened for it. */
    static void requireNew(@Nullable Path file) {
        if (file != null && Files.exists(file)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The output %s exists already; remove it or choose another.".formatted(file));
        }
    }

    /** Creates the file; without one, lines go to stdout. */
    static OutputLines open(@Nullable Path file, PrintWriter stdout) {
        if (file == null) {
            return new OutputLines(null, stdout);
        }
        try {
            return new OutputLines(
                    file,
                    new PrintWriter(Files.newBufferedWriter(
                            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "The output %s can't be created: %s.".formatted(file, ErrorMessages.of(e)), e);
        }
    }

    /** A line that begins with the input's number and its name for it, if it has one. */
    static ObjectNode about(InputLine line) {
        ObjectNode json = InputLine.MAPPER.createObjectNode().put("line", line.number());
        if (line.has("id")) {
            json.set("id", line.id());
        }
        return json;
    }

    static ArrayNode array(int[] values) {
        ArrayNode array = InputLine.MAPPER.createArrayNode();
        for (int value : values) {
            array.add(value);
        }
        return array;
    }

    static ArrayNode array(float[] values) {
        ArrayNode array = InputLine.MAPPER.createArrayNode();
        for (float value : values) {
            array.add(value);
        }
        return array;
    }

    /** Writes a line, through to the operating system. */
    void write(ObjectNode line) {
        try {
            writer.print(InputLine.MAPPER.writeValueAsString(line) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values became no text.", e);
        }
        if (writer.checkError()) { // this flushes
            throw new CommandFailure(
                    ExitCode.INTERNAL,
                    "%s can't be written on: it is closed or its disk is full."
                            .formatted(file == null ? "The standard output" : "The output " + file));
        }
    }

    @Override
    public void close() {
        if (file != null) {
            writer.close();
        }
    }
}
