package io.kafkagrpo.task.reward.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.task.reward.RewardException;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a judge is asked: a text with {@code {question}}, {@code {answer}}, {@code {completion}} and the names of
 * columns in it. What is put in for them is never looked at again, so a completion that writes {@code {answer}}
 * doesn't get it.
 *
 * @param text with the names still in it
 */
record Rubric(String text) {
    private static final Pattern NAME = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)\\}");

    /** @throws IllegalArgumentException if the file can't be read or asks nothing about a completion */
    static Rubric read(Path file) {
        try {
            String text = Files.readString(file);
            if (!text.contains("{completion}")) {
                throw new IllegalArgumentException(
                        "rubric is %s, in which {completion} doesn't occur, so the judge would see none."
                                .formatted(file));
            }
            return new Rubric(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "rubric is %s, which isn't there or isn't UTF-8 text.".formatted(file), e);
        }
    }

    /** The text for one completion. */
    String filled(ScoringInput input) throws RewardException {
        Matcher names = NAME.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (names.find()) {
            String value = value(names.group(1), input);
            if (value == null) {
                throw new RewardException(
                        "The rubric names {%s}, which the problem doesn't have.".formatted(names.group(1)));
            }
            names.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return names.appendTail(filled).toString();
    }

    private static @Nullable String value(String name, ScoringInput input) {
        return switch (name) {
            case "question" -> input.question();
            case "answer" -> input.referenceAnswer();
            case "completion" -> input.text();
            default -> column(input.columns().get(name));
        };
    }

    /** A text as it is, anything else as JSON. */
    private static @Nullable String column(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            JsonNode value = RewardRows.read(json);
            return value.isTextual() ? value.textValue() : json;
        } catch (JsonProcessingException notJson) {
            return json;
        }
    }
}
