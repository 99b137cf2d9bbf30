package io.kafkagrpo.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.data.table.Quoted;
import io.kafkagrpo.data.table.Row;
import io.kafkagrpo.rollout.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a chat that a row has: messages, system message, tools and template variables. */
final class ChatReader {

    private final DataShape shape;

    ChatReader(DataShape shape) {
        this.shape = shape;
    }

    /** Whether a value is a list of messages, as far as its first entry shows. */
    static boolean looksLikeChat(JsonNode value) {
        JsonNode list = ColumnPath.parsed(value);
        return list.isArray()
                && !list.isEmpty()
                && list.get(0).has("role")
                && list.get(0).has("content");
    }

    /** The chat so far; empty where no column of messages is configured. */
    List<Message> messages(Row row) {
        ColumnPath path = shape.messages();
        if (path == null) {
            return List.of();
        }
        JsonNode list = present(row, path, "messages");
        if (!list.isArray() || list.isEmpty()) {
            throw wrong(row, path, list, "a list of at least one message");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : list) {
            messages.add(message(row, path, message));
        }
        if (messages.getLast().role().equals("assistant")) {
            throw ProblemReader.malformed(
                    row,
                    "the last message of \"%s\" is the assistant's, but the model is to write it; leave it out"
                            .formatted(path.text()));
        }
        return messages;
    }

    private static Message message(Row row, ColumnPath path, JsonNode message) {
        JsonNode role = message.path("role");
        JsonNode content = message.path("content");
        boolean calls = message.has("tool_calls") && (content.isNull() || content.isMissingNode());
        if (!role.isTextual() || role.textValue().isBlank() || !(content.isTextual() || content.isArray() || calls)) {
            throw wrong(row, path, message, "an object with the texts role and content");
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        message.properties().forEach(field -> {
            boolean plain = field.getKey().equals("role") || field.getKey().equals("content");
            // tables have a cell for every key, whether a message has it or not
            if (!plain && !field.getValue().isNull()) {
                more.put(field.getKey(), value(row, path, field.getValue()));
            }
        });
        if (!content.isTextual()) {
            more.put("content", value(row, path, content));
        }
        return new Message(role.textValue(), text(content), more);
    }

    /** The text of a content, also of one in parts. */
    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(
                part.isTextual() ? part.textValue() : part.path("text").asText("")));
        return text.toString();
    }

    /** The row's own system message; null where it has none. */
    @Nullable
    String system(Row row, List<Message> messages) {
        ColumnPath path = shape.system();
        JsonNode value = path == null ? null : path.find(row.cells());
        if (path == null || value == null || value.isNull() || value.asText().isEmpty() && value.isTextual()) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(row, path, value, "a text");
        }
        if (!messages.isEmpty() && messages.getFirst().role().equals("system")) {
            throw ProblemReader.malformed(
                    row,
                    "\"%s\" is a system message, but the messages begin with one of their own; a chat has one"
                            .formatted(path.text()));
        }
        return value.textValue();
    }

    /** What the chat template sees besides the messages. */
    Map<String, @Nullable Object> variables(Row row) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        ColumnPath path = shape.variables();
        JsonNode own = path == null ? null : optional(row, path);
        if (path != null && own != null) {
            if (!own.isObject()) {
                throw wrong(row, path, own, "an object of template variables");
            }
            own.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    variables.put(field.getKey(), value(row, path, field.getValue()));
                }
            });
        }
        ColumnPath toolsPath = shape.tools();
        JsonNode tools = toolsPath == null ? null : optional(row, toolsPath);
        if (toolsPath != null && tools != null) {
            if (!tools.isArray() || tools.isEmpty()) {
                throw wrong(row, toolsPath, tools, "a list of at least one tool");
            }
            variables.put("tools", value(row, toolsPath, tools));
        }
        return variables;
    }

    private static @Nullable JsonNode optional(Row row, ColumnPath path) {
        JsonNode value = path.find(row.cells());
        boolean absent = value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isBlank();
        return absent ? null : ColumnPath.parsed(value);
    }

    private static JsonNode present(Row row, ColumnPath path, String part) {
        JsonNode value = path.find(row.cells());
        if (value == null) {
            StringBuilder keys = new StringBuilder();
            row.cells()
                    .fieldNames()
                    .forEachRemaining(key -> keys.append(keys.isEmpty() ? "" : ", ")
                            .append('"')
                            .append(key)
                            .append('"'));
            throw ProblemReader.malformed(
                    row,
                    "\"%s\", which %s names, is missing; it has %s"
                            .formatted(path.text(), DataShape.key(part), Quoted.shortened(keys.toString())));
        }
        return ColumnPath.parsed(value);
    }

    /** Chat templates compute with numbers of 64 bits. */
    private static @Nullable Object value(Row row, ColumnPath path, JsonNode value) {
        return switch (value) {
            case JsonNode number
            when number.isIntegralNumber() && !number.canConvertToLong() ->
                throw wrong(row, path, number, "a number of 64 bits at most, or a text");
            case JsonNode number when number.isIntegralNumber() -> number.longValue();
            case JsonNode number when number.isNumber() -> number.doubleValue();
            case JsonNode list
            when list.isArray() -> {
                List<@Nullable Object> values = new ArrayList<>();
                list.forEach(each -> values.add(value(row, path, each)));
                yield values;
            }
            case JsonNode object
            when object.isObject() -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                object.properties().forEach(field -> values.put(field.getKey(), value(row, path, field.getValue())));
                yield values;
            }
            default -> ProblemReader.plain(value);
        };
    }

    private static io.kafkagrpo.task.data.DatasetException wrong(
            Row row, ColumnPath path, JsonNode value, String allowed) {
        return ProblemReader.malformed(
                row, "\"%s\" has %s instead of %s".formatted(path.text(), Quoted.shortened(value.toString()), allowed));
    }
}
