package io.kafkagrpo.cli.infer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A JSON object of an input file, read strictly: every complaint names file and line, the value and
 * what is allowed.
 *
 * @param file it stands in
 * @param number its line, from 1
 */
record InputLine(Path file, int number, JsonNode json) {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final TypeReference<List<Map<String, Object>>> MESSAGES = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final int LONGEST_QUOTE = 100;

    /** Reads a line. */
    static InputLine parse(Path file, int number, String text) {
        InputLine unread = new InputLine(file, number, NullNode.getInstance());
        try {
            InputLine line = new InputLine(file, number, MAPPER.readTree(text));
            if (!line.json.isObject()) {
                throw unread.wrong("the line is %s, but must be a JSON object".formatted(quoted(text)));
            }
            JsonNode id = line.id();
            if (id.isContainerNode()) {
                throw line.wrong("id is %s, but must be a text or a number".formatted(quoted(id)));
            }
            return line;
        } catch (JsonProcessingException e) {
            // what the parser says of it speaks of the parser
            String place = e.getLocation() == null
                    ? ""
                    : " (it goes wrong at column %d)".formatted(e.getLocation().getColumnNr());
            throw unread.wrong("the line %s is not one JSON object%s".formatted(quoted(text), place), e);
        }
    }

    /** What the line calls itself, null in JSON where it doesn't. */
    JsonNode id() {
        return json.path("id").isMissingNode() ? NullNode.getInstance() : json.path("id");
    }

    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The one of several keys that the line has. */
    String only(String... keys) {
        List<String> present = Arrays.stream(keys).filter(this::has).toList();
        if (present.size() != 1) {
            throw wrong("the line has %s, but must have exactly one of %s"
                    .formatted(
                            present.isEmpty() ? "none of them" : String.join(" and ", present),
                            String.join(", ", keys)));
        }
        return present.getFirst();
    }

    /** A text that is not empty. */
    String text(String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong("%s is %s, but must be a text that is not empty".formatted(key, quoted(value)));
        }
        return value.textValue();
    }

    /** Token ids, at least one, below the size of a vocabulary. */
    int[] ids(String key, int vocabularySize) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.isEmpty()) {
            throw wrong("%s is %s, but must be a list of at least one token id".formatted(key, quoted(value)));
        }
        int[] ids = new int[value.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = value.get(i);
            if (!id.isIntegralNumber()
                    || !id.canConvertToInt()
                    || id.intValue() < 0
                    || id.intValue() >= vocabularySize) {
                throw wrong("%s[%d] is %s, but must be a token id from 0 to %d"
                        .formatted(key, i, quoted(id), vocabularySize - 1));
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    /** The messages of a chat, at least one, each with a role and a content. */
    List<Map<String, Object>> messages(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.isEmpty()) {
            throw wrong("%s is %s, but must be a list of at least one message".formatted(key, quoted(value)));
        }
        for (int i = 0; i < value.size(); i++) {
            JsonNode message = value.get(i);
            if (!message.path("role").isTextual() || !message.path("content").isTextual()) {
                throw wrong("%s[%d] is %s, but must be an object with the texts role and content"
                        .formatted(key, i, quoted(message)));
            }
        }
        refuseLargeNumbers(key, value);
        return MAPPER.convertValue(value, MESSAGES);
    }

    /** An object's fields; none where the line has no such key. */
    Map<String, Object> object(String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrong("%s is %s, but must be an object".formatted(key, quoted(value)));
        }
        refuseLargeNumbers(key, value);
        return MAPPER.convertValue(value, OBJECT);
    }

    /** A list of objects, at least one. */
    List<Map<String, Object>> objects(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray() || value.isEmpty() || !value.valueStream().allMatch(JsonNode::isObject)) {
            throw wrong("%s is %s, but must be a list of at least one object".formatted(key, quoted(value)));
        }
        refuseLargeNumbers(key, value);
        return MAPPER.convertValue(value, MESSAGES);
    }

    /** Chat templates compute with numbers of 64 bits. */
    private void refuseLargeNumbers(String key, JsonNode value) {
        if (value.isBigInteger()) {
            throw wrong("%s has the number %s, which is larger than 64 bits; write it as a text"
                    .formatted(key, quoted(value)));
        }
        value.forEach(each -> refuseLargeNumbers(key, each));
    }

    /** A complaint about this line. */
    CommandFailure wrong(String what) {
        return new CommandFailure(ExitCode.DATA, sentence(what));
    }

    /** A complaint about this line, and where it comes from. */
    CommandFailure wrong(String what, Throwable cause) {
        return new CommandFailure(ExitCode.DATA, sentence(what), cause);
    }

    private String sentence(String what) {
        return "%s:%d: %s.".formatted(file, number, what.endsWith(".") ? what.substring(0, what.length() - 1) : what);
    }

    private static String quoted(JsonNode value) {
        return value.isMissingNode() ? "missing" : quoted(value.toString());
    }

    private static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
