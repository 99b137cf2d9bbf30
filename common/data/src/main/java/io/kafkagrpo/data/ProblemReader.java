package io.kafkagrpo.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.data.table.JsonText;
import io.kafkagrpo.data.table.Quoted;
import io.kafkagrpo.data.table.Row;
import io.kafkagrpo.rollout.Message;
import io.kafkagrpo.task.data.DatasetException;
import io.kafkagrpo.task.data.ProblemPrompt;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes from a row what makes a problem; its reference answer is still within the answer column's text. */
final class ProblemReader {

    /** Of a problem's columns together; a completion's record has room for so much beside its tokens. */
    static final int LONGEST_COLUMNS = 16_384;

    private static final int MOST_DIGITS = 1_000;

    private final DataShape shape;
    private final ChatReader chats;

    ProblemReader(DataShape shape) {
        this.shape = shape;
        this.chats = new ChatReader(shape);
    }

    /**
     * A problem before its answer was understood.
     *
     * @param answer the answer column's text; null where none is wanted
     */
    record Draft(
            String id,
            String place,
            String question,
            @Nullable String answer,
            Map<String, String> columns,
            ProblemPrompt prompt) {}

    /** @param file the name that begins the problem's id */
    Draft read(String file, Row row) {
        List<Message> messages = chats.messages(row);
        String question = messages.isEmpty() ? question(row) : lastOfUser(messages);
        ProblemPrompt prompt = new ProblemPrompt(messages, chats.system(row, messages), chats.variables(row));
        return new Draft(
                file + "#" + row.number(),
                row.place(),
                question,
                answer(row),
                columns(row),
                prompt.equals(ProblemPrompt.NONE) ? ProblemPrompt.NONE : prompt);
    }

    private static String lastOfUser(List<Message> messages) {
        return messages.reversed().stream()
                .filter(message -> message.role().equals("user"))
                .findFirst()
                .orElse(messages.getLast())
                .content();
    }

    private String question(Row row) {
        JsonNode value = shape.question().find(row.cells());
        if (value == null) {
            throw missing(row, "question", shape.question());
        }
        if (!value.isTextual()) {
            String hint = ChatReader.looksLikeChat(value)
                    ? "; it is a list of messages, which data.columns.messages: %s would take"
                            .formatted(shape.question().text())
                    : "";
            throw malformed(
                    row,
                    "\"%s\" is %s instead of a text%s"
                            .formatted(shape.question().text(), Quoted.shortened(value.toString()), hint));
        }
        if (value.textValue().isBlank()) {
            throw malformed(row, "\"%s\" is empty".formatted(shape.question().text()));
        }
        return value.textValue();
    }

    private @Nullable String answer(Row row) {
        ColumnPath path = shape.answer();
        if (path == null) {
            return null;
        }
        JsonNode value = path.find(row.cells());
        if (value == null) {
            throw missing(row, "answer", path);
        }
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isNumber()) {
            return plain(value.decimalValue(), row, path);
        }
        if (value.isBoolean()) {
            return value.asText();
        }
        String hint = value.isContainerNode()
                ? "; a way into it is written as %s"
                        .formatted(value.isArray() ? path.text() + "[0]" : path.text() + ".KEY")
                : "";
        throw malformed(
                row,
                "\"%s\" is %s instead of a text%s".formatted(path.text(), Quoted.shortened(value.toString()), hint));
    }

    /** Written out, as people write numbers; one with an exponent of millions would fill the memory. */
    private String plain(BigDecimal number, Row row, ColumnPath path) {
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw malformed(row, "\"%s\" is a number of more than %d digits".formatted(path.text(), MOST_DIGITS));
        }
        return number.toPlainString();
    }

    private Map<String, String> columns(Row row) {
        Map<String, String> columns = new LinkedHashMap<>();
        int length = 0;
        Set<String> kept = shape.kept();
        for (Map.Entry<String, JsonNode> column : row.cells().properties()) {
            String name = column.getKey();
            boolean recorded =
                    shape.recorded().stream().anyMatch(path -> path.text().equals(name));
            if (!recorded && (kept == null || kept.contains(name))) {
                String value = column.getValue().toString();
                length += name.length() + value.length();
                columns.put(name, value);
            }
        }
        if (length > LONGEST_COLUMNS) {
            throw malformed(
                    row,
                    "its columns besides question and answer have %d characters together, but they travel with every completion and may have %d; data.columns.keep names those that reward functions need"
                            .formatted(length, LONGEST_COLUMNS));
        }
        return columns;
    }

    private DatasetException missing(Row row, String part, ColumnPath path) {
        String hint = ColumnHints.of(part, row.cells());
        return malformed(
                row,
                "\"%s\" is missing; it has %s, and %s names the column of the %s%s"
                        .formatted(path.text(), keys(row.cells()), DataShape.key(part), part, hint));
    }

    private static String keys(ObjectNode cells) {
        StringBuilder keys = new StringBuilder();
        for (Map.Entry<String, JsonNode> column : cells.properties()) {
            keys.append(keys.isEmpty() ? "" : ", ")
                    .append('"')
                    .append(column.getKey())
                    .append('"');
        }
        return keys.isEmpty() ? "no key at all" : Quoted.shortened(keys.toString());
    }

    static DatasetException malformed(Row row, String what) {
        return new DatasetException("%s is malformed: %s.".formatted(row.place(), what));
    }

    /** A value as Java's own lists, maps, texts and numbers. */
    static @Nullable Object plain(JsonNode value) {
        return JsonText.MAPPER.convertValue(value, Object.class);
    }
}
