package io.kafkagrpo.data.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; blank lines are passed over. */
final class JsonLineRows implements Rows {

    private final Path file;
    private final LineInput lines;
    private final String packing;

    JsonLineRows(Path file, InputStream bytes, String packing) {
        this.file = file;
        this.lines = new LineInput(file, bytes);
        this.packing = packing;
    }

    @Override
    public @Nullable Row next() throws IOException {
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line == null ? null : row(line);
    }

    private Row row(String line) {
        String place = "Line %d of %s".formatted(lines.number(), file);
        JsonNode node;
        try {
            node = JsonText.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DatasetException("%s is malformed: %s.".formatted(place, JsonText.fault(line, e)), e);
        }
        if (!(node instanceof ObjectNode cells)) {
            throw new DatasetException("%s is malformed: it is no JSON object, but %s."
                    .formatted(place, Quoted.shortened(String.valueOf(node))));
        }
        return new Row(lines.number(), place, cells);
    }

    @Override
    public String kind() {
        return "JSON lines" + packing;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
