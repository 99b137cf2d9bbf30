package io.kafkagrpo.task.reward.slow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.rollout.FinishReason;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Completions as the JSON that functions in other processes read. */
public final class RewardRows {
    /** Characters of the longest text that is read. */
    public static final int LONGEST_TEXT = 1 << 20;

    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build());

    private RewardRows() {}

    /** A new object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** One object a completion: question, answer, completion, finish_reason, token_count and columns. */
    public static ArrayNode of(List<ScoringInput> inputs) {
        ArrayNode rows = MAPPER.createArrayNode();
        for (ScoringInput input : inputs) {
            rows.addObject()
                    .put("question", input.question())
                    .put("answer", input.referenceAnswer())
                    .put("completion", input.text())
                    .put("finish_reason", input.finishReason().name().toLowerCase(Locale.ROOT))
                    .put("token_count", input.tokenCount())
                    .set("columns", columns(input));
        }
        return rows;
    }

    /** Reads what came back. */
    public static JsonNode read(String text) throws JsonProcessingException {
        JsonNode read = MAPPER.readTree(text);
        return read == null ? MAPPER.missingNode() : read;
    }

    /**
     * Completions as {@link #of} wrote them. Only {@code completion} must be there; question and answer are empty,
     * and the completion counts as ended by itself, where nothing else is said.
     *
     * @throws IllegalArgumentException saying which row is wrong, and what is allowed
     */
    public static List<ScoringInput> inputs(JsonNode rows) {
        if (!rows.isArray()) {
            throw new IllegalArgumentException("The request has no list \"rows\".");
        }
        List<ScoringInput> inputs = new ArrayList<>();
        for (JsonNode row : rows) {
            if (!row.path("completion").isTextual()) {
                throw new IllegalArgumentException("Row %d has no text \"completion\".".formatted(inputs.size()));
            }
            Map<String, String> columns = new TreeMap<>();
            row.path("columns")
                    .properties()
                    .forEach(column ->
                            columns.put(column.getKey(), column.getValue().toString()));
            inputs.add(new ScoringInput(
                    row.path("question").asText(""),
                    row.path("answer").isTextual() ? row.path("answer").textValue() : null,
                    row.path("completion").textValue(),
                    finishReason(row.path("finish_reason").asText("stop"), inputs.size()),
                    row.path("token_count").asInt(0),
                    columns));
        }
        return inputs;
    }

    private static FinishReason finishReason(String name, int row) {
        try {
            return FinishReason.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Row %d has the finish_reason \"%s\"; allowed are %s."
                            .formatted(
                                    row,
                                    name,
                                    Arrays.toString(FinishReason.values()).toLowerCase(Locale.ROOT)),
                    e);
        }
    }

    /** A column that is no JSON, as another program may have written it, goes as text. */
    private static ObjectNode columns(ScoringInput input) {
        ObjectNode columns = MAPPER.createObjectNode();
        input.columns().forEach((name, value) -> {
            try {
                columns.set(name, MAPPER.readTree(value));
            } catch (JsonProcessingException notJson) {
                columns.put(name, value);
            }
        });
        return columns;
    }
}
