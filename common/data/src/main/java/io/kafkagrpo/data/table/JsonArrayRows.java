package io.kafkagrpo.data.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The objects of one JSON array, read one by one. */
final class JsonArrayRows implements Rows {

    /** What follows an entry is the next one. */
    private static final ObjectReader ENTRIES =
            JsonText.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final JsonParser parser;
    private final String packing;
    private int number;

    private JsonArrayRows(Path file, JsonParser parser, String packing) {
        this.file = file;
        this.parser = parser;
        this.packing = packing;
    }

    static Rows open(Path file, InputStream bytes, String packing) throws IOException {
        JsonParser parser = JsonText.MAPPER.getFactory().createParser(bytes);
        var rows = new JsonArrayRows(file, parser, packing);
        rows.token(); // the bracket that the file was told by
        return rows;
    }

    @Override
    public @Nullable Row next() throws IOException {
        number++;
        JsonToken token = token();
        if (token == JsonToken.END_ARRAY) {
            number++;
            if (token() != null) {
                throw new DatasetException(
                        "The file %s has something after the end of its JSON array, in line %d; one array is read."
                                .formatted(file, parser.currentTokenLocation().getLineNr()));
            }
            return null;
        }
        String place = "Entry %d of %s".formatted(number, file);
        JsonNode node;
        try {
            node = ENTRIES.readTree(parser);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
        if (!(node instanceof ObjectNode cells)) {
            throw new DatasetException("%s is malformed: it is no JSON object, but %s."
                    .formatted(place, Quoted.shortened(String.valueOf(node))));
        }
        return new Row(number, place, cells);
    }

    private @Nullable JsonToken token() throws IOException {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw malformed(e);
        }
    }

    private DatasetException malformed(JsonProcessingException e) {
        return new DatasetException(
                "Entry %d of %s is malformed: %s.".formatted(Math.max(1, number), file, JsonText.fault(e)), e);
    }

    @Override
    public String kind() {
        return "a JSON array" + packing;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
