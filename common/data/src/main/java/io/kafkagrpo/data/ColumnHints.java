package io.kafkagrpo.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of a record's columns may be the one that is missing, by the names that data sets usually have. */
final class ColumnHints {

    private static final Map<String, List<String>> USUAL = Map.of(
            "question",
            List.of("question", "problem", "prompt", "instruction", "query", "input", "task", "text"),
            "answer",
            List.of(
                    "answer",
                    "ground_truth",
                    "solution",
                    "target",
                    "final_answer",
                    "expected_answer",
                    "label",
                    "output",
                    "response",
                    "completion"));

    private ColumnHints() {}

    /** The end of a sentence that names a likely column; empty where there is none. */
    static String of(String part, ObjectNode cells) {
        if (part.equals("question")) {
            for (Map.Entry<String, JsonNode> column : cells.properties()) {
                if (ChatReader.looksLikeChat(column.getValue())) {
                    return ", or %s a list of messages, such as %s: %s"
                            .formatted(DataShape.key("messages"), DataShape.key("messages"), column.getKey());
                }
            }
        }
        String likely = likely(USUAL.getOrDefault(part, List.of()), cells);
        return likely == null ? "" : ", such as %s: %s".formatted(DataShape.key(part), likely);
    }

    private static @Nullable String likely(List<String> names, ObjectNode cells) {
        for (String name : names) {
            for (Map.Entry<String, JsonNode> column : cells.properties()) {
                if (column.getKey().toLowerCase(Locale.ROOT).equals(name)
                        && column.getValue().isValueNode()) {
                    return column.getKey();
                }
                if (column.getValue().isObject()
                        && column.getValue().path(name).isValueNode()
                        && !column.getValue().path(name).isMissingNode()) {
                    return column.getKey() + "." + name;
                }
            }
        }
        return null;
    }
}
