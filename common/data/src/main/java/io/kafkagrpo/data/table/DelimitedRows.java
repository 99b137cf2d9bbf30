package io.kafkagrpo.data.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.data.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table of text with a head: RFC 4180, with any of comma, semicolon and tab between cells, and line feed,
 * carriage return or both after rows. Every cell is a text; blank rows are passed over.
 */
final class DelimitedRows implements Rows {

    private final Path file;
    private final CellInput cells;
    private final char separator;
    private final String packing;
    private final List<String> head;
    private int number;

    private DelimitedRows(Path file, CellInput cells, char separator, String packing, List<String> head) {
        this.file = file;
        this.cells = cells;
        this.separator = separator;
        this.packing = packing;
        this.head = head;
    }

    static Rows open(Path file, InputStream bytes, char separator, String packing) throws IOException {
        CellInput cells = new CellInput(file, bytes, separator);
        List<String> head = cells.next();
        if (head == null) {
            throw new DatasetException("The file %s has no problems: it is empty.".formatted(file));
        }
        // a column without a name, as an index written beside has, is known by its place
        List<String> names = IntStream.range(0, head.size())
                .mapToObj(i -> head.get(i).isBlank()
                        ? "column-" + (i + 1)
                        : head.get(i).strip())
                .toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) != i) {
                throw new DatasetException(
                        "The head of %s has the column \"%s\" twice, as its column %d and %d; give one of them another name."
                                .formatted(
                                        file, Quoted.shortened(names.get(i)), names.indexOf(names.get(i)) + 1, i + 1));
            }
        }
        return new DelimitedRows(file, cells, separator, packing, names);
    }

    @Override
    public @Nullable Row next() throws IOException {
        List<String> row = cells.next();
        while (row != null && row.size() == 1 && row.getFirst().isBlank() && head.size() > 1) {
            row = cells.next();
        }
        if (row == null) {
            return null;
        }
        number++;
        String place = "Row %d of %s, which begins in line %d,".formatted(number, file, cells.startLine());
        if (row.size() != head.size()) {
            throw new DatasetException("%s is malformed: it has %d cells, but the head has %d (%s)."
                    .formatted(place, row.size(), head.size(), Quoted.shortened(String.join(", ", head))));
        }
        ObjectNode values = JsonText.MAPPER.createObjectNode();
        for (int i = 0; i < row.size(); i++) {
            values.put(head.get(i), row.get(i));
        }
        return new Row(number, place, values);
    }

    @Override
    public String kind() {
        return (separator == '\t' ? "a TSV table" : "a CSV table") + packing;
    }

    @Override
    public void close() throws IOException {
        cells.close();
    }
}
