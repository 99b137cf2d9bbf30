package io.kafkagrpo.task.reward.slow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.reward.ScoringInput;
import java.util.List;
import java.util.Locale;

/** Completions as the JSON that functions in other processes read. */
public final class RewardRows {
    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(1 << 20).build())
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
