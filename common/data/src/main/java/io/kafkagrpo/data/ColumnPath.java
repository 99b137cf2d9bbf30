package io.kafkagrpo.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.data.table.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a record: a column, or a way into one such as {@code reward_model.ground_truth},
 * {@code prompt[0].content} or {@code answers.0}; −1 is the last of a list.
 *
 * @param text as it is written
 * @param steps names and indexes, the column's name first
 */
public record ColumnPath(String text, List<String> steps) {

    private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[(-?\\d{1,9})\\]");
    private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");

    /** @throws IllegalArgumentException if the text is no such way, with what is wrong and what is allowed */
    public static ColumnPath of(String text) {
        List<String> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int from = 0;
        while (step.find(from) && step.start() == from && !(from == 0 && text.startsWith("."))) {
            steps.add(step.group(1) != null ? step.group(1) : step.group(2));
            from = step.end();
        }
        if (from < text.length() || steps.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is no column; allowed is a column's name, or a way into it such as answers[0].text"
                            .formatted(text));
        }
        return new ColumnPath(text, List.copyOf(steps));
    }

    /** The column that the way begins in: the whole text where a record has such a column. */
    String column(ObjectNode cells) {
        return cells.has(text) ? text : steps.getFirst();
    }

    /** The value; null where the record has nothing there. A text on the way that holds JSON is gone into. */
    @Nullable
    JsonNode find(ObjectNode cells) {
        if (cells.has(text)) {
            return cells.get(text);
        }
        JsonNode value = cells;
        for (String step : steps) {
            value = value == null ? null : next(value, step);
        }
        return value;
    }

    private static @Nullable JsonNode next(JsonNode value, String step) {
        JsonNode holder = parsed(value);
        if (holder.isArray() && INDEX.matcher(step).matches()) {
            int index = Integer.parseInt(step);
            return holder.get(index < 0 ? index + holder.size() : index);
        }
        return holder.get(step);
    }

    /** What a text holds where it is a JSON object or list, as cells of tables are; else the value itself. */
    static JsonNode parsed(JsonNode value) {
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return value;
        }
        try {
            JsonNode held = JsonText.MAPPER.readTree(text);
            return held.isContainerNode() ? held : value;
        } catch (JsonProcessingException e) {
            return value; // a text that begins with a bracket
        }
    }
}
