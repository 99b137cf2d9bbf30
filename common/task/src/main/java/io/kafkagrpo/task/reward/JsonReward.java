package io.kafkagrpo.task.reward;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.kafkagrpo.task.answer.AnswerPart;
import java.io.IOException;

/**
 * 1 if the completion, or its answer, is one JSON value without anything after it and without duplicate keys,
 * else 0.
 */
public final class JsonReward implements RewardFunction {

    public static final String NAME = "json";

    private static final int DEEPEST = 200;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final AnswerPart part;

    /** @throws IllegalArgumentException if there is no part of this name */
    public JsonReward(String part) {
        this.part = AnswerPart.named(part);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double score(ScoringInput input) {
        String text = part.of(input.text());
        return text != null && isOneValue(text) ? 1 : 0;
    }

    private static boolean isOneValue(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false; // not JSON: that is what is asked
        }
    }
}
