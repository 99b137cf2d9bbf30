package io.kafkagrpo.task.reward;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kafkagrpo.task.answer.AnswerPart;

/**
 * 1 if the completion, or its answer, is one JSON value that fits a JSON schema, else 0. The schema stands in the
 * configuration, so that the configuration's hash covers it; without {@code $schema} in it it is of draft 2020-12.
 */
public final class JsonSchemaReward implements RewardFunction {

    public static final String NAME = "json-schema";

    private static final int DEEPEST = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Schema schema;
    private final AnswerPart part;

    /** @throws IllegalArgumentException if the schema isn't one, or there is no part of this name */
    public JsonSchemaReward(String schema, String part) {
        this.part = AnswerPart.named(part);
        try {
            JsonNode node = MAPPER.readTree(schema);
            if (!node.isObject()) {
                throw new IllegalArgumentException("schema is \"%s\"; allowed is a JSON object.".formatted(schema));
            }
            this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(node);
            this.schema.initializeValidators(); // so that a wrong schema is refused now
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "schema is \"%s\"; allowed is a JSON object without duplicate keys.".formatted(schema), e);
        } catch (SchemaException e) {
            throw new IllegalArgumentException("schema is no JSON schema that can be used: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        String text = part.of(input.text());
        if (text == null || text.isBlank()) {
            return 0;
        }
        try {
            return schema.validate(MAPPER.readTree(text)).isEmpty() ? 1 : 0;
        } catch (JsonProcessingException e) {
            return 0; // not JSON: that is what is asked
        }
    }
}
