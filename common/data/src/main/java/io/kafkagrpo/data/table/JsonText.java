package io.kafkagrpo.data.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON, read strictly, and what is wrong with it in our own words: the parser's speak of the parser. */
public final class JsonText {

    /** Numbers come back as they are written, and a key that stands twice is refused. */
    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LineInput.LONGEST_LINE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What the parser says of a key that stands twice, and of brackets within brackets. */
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

    private static final Pattern DEEP = Pattern.compile(".*nesting depth.*", Pattern.DOTALL);

    private JsonText() {}

    /** Why a text of one line isn't one JSON value, as the end of a sentence without its point. */
    static String fault(String line, JsonProcessingException e) {
        String known = known(e);
        if (known != null) {
            return known;
        }
        if (e.getLocation() == null || e.getLocation().getLineNr() > 1) {
            return "it isn't one JSON value, for it ends too early";
        }
        int column = e.getLocation().getColumnNr();
        if (column > line.stripTrailing().length()) {
            return "it isn't one JSON value, for it ends too early";
        }
        int from = Math.max(0, column - 1);
        return "it isn't one JSON value at column %d, near '%s'"
                .formatted(column, Quoted.shortened(line.substring(from, Math.min(line.length(), from + 20))));
    }

    /** Why a file goes wrong at some place of it. */
    static String fault(JsonProcessingException e) {
        String known = known(e);
        if (known != null) {
            return known;
        }
        return e.getLocation() == null
                ? "it isn't JSON"
                : "it isn't JSON in line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    private static @org.jspecify.annotations.Nullable String known(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        Matcher twice = TWICE.matcher(message);
        if (twice.lookingAt()) {
            return "it isn't one JSON value, for the key \"%s\" stands in it twice"
                    .formatted(Quoted.shortened(twice.group(1)));
        }
        if (message.startsWith("Invalid UTF-8")) {
            return "it isn't UTF-8";
        }
        return DEEP.matcher(message).matches() ? "its brackets are nested too deep" : null;
    }
}
