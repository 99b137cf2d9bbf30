package io.kafkagrpo.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A JSON object of a model directory, read strictly: every complaint names the file, the key and the value. */
public record JsonFile(String name, JsonNode root) {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What the parser says of a key that stands twice. */
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

    /** Reads a file that must exist and hold a JSON object. */
    public static JsonFile read(Path file) {
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ModelFormatException(file + " does not exist.", e);
        } catch (IOException e) {
            throw new ModelFormatException(file + " can't be read: " + e.getMessage() + ".", e);
        }
    }

    public static JsonFile parse(String name, byte[] utf8) {
        StandIn.refuse(name, utf8);
        JsonNode root;
        try {
            root = MAPPER.readTree(utf8);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(name + " is not valid JSON" + place(e) + ".", e);
        } catch (IOException e) {
            throw new ModelFormatException(name + " is not UTF-8 text.", e);
        }
        if (!root.isObject()) {
            throw new ModelFormatException(name + " must hold a JSON object, but holds "
                    + root.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + ".");
        }
        return new JsonFile(name, root);
    }

    /** Where it goes wrong; what the parser says of it speaks of the parser. */
    private static String place(JsonProcessingException e) {
        var twice = TWICE.matcher(e.getOriginalMessage());
        if (twice.lookingAt()) {
            return ", for the key '" + shortened(twice.group(1)) + "' stands in it twice";
        }
        var place = e.getLocation();
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    /** The value of a key, or null where it is absent or JSON null. */
    @Nullable
    public JsonNode find(String key) {
        JsonNode value = root.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** Its keys, those of JSON null left out. */
    Set<String> keys() {
        var keys = new TreeSet<String>();
        root.fieldNames().forEachRemaining(keys::add);
        keys.removeIf(key -> !has(key));
        return keys;
    }

    public boolean has(String key) {
        return find(key) != null;
    }

    /** The object under a key as a file of its own, so that complaints name the whole path of a key. */
    public JsonFile object(String key) {
        JsonNode value = required(key);
        if (!value.isObject()) {
            throw wrong(key, value, "an object");
        }
        return new JsonFile(name + ": " + key, value);
    }

    public String string(String key) {
        JsonNode value = required(key);
        if (!value.isTextual()) {
            throw wrong(key, value, "a string");
        }
        return value.textValue();
    }

    int positiveInt(String key, int maximum) {
        JsonNode value = required(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < 1
                || value.intValue() > maximum) {
            throw wrong(key, value, "a whole number from 1 to " + maximum);
        }
        return value.intValue();
    }

    double positiveDouble(String key) {
        JsonNode value = required(key);
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw wrong(key, value, "a number greater than 0");
        }
        return value.doubleValue();
    }

    /** Whether a key is set to true; an absent key is false, as in transformers. */
    boolean isTrue(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    public JsonNode required(String key) {
        JsonNode value = find(key);
        if (value == null) {
            throw new ModelFormatException(name + " lacks " + key + ".");
        }
        return value;
    }

    public ModelFormatException wrong(String key, JsonNode value, String allowed) {
        return new ModelFormatException(
                name + ": " + key + " is " + shortened(value.toString()) + ", but must be " + allowed + ".");
    }

    /** Foreign text as it may stand in a message: one line, not too long. */
    public static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "…";
    }
}
