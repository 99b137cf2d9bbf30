package io.kafkagrpo.rl.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Set;

/** A case's parameters; a name outside the implementation's vocabulary fails the case. */
final class GoldenParams {
    private final JsonNode node;

    GoldenParams(JsonNode node, Set<String> vocabulary) {
        this.node = node;
        node.fieldNames().forEachRemaining(name -> {
            if (!vocabulary.contains(name)) {
                throw new IllegalArgumentException("unknown parameter %s = %s".formatted(name, node.get(name)));
            }
        });
    }

    private JsonNode value(String name) {
        JsonNode value = node.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    boolean has(String name) {
        return !value(name).isMissingNode();
    }

    double number(String name) {
        JsonNode value = value(name);
        if (!value.isNumber()) {
            throw new IllegalArgumentException("parameter %s = %s is not a number".formatted(name, value));
        }
        return value.asDouble();
    }

    double number(String name, double absent) {
        return has(name) ? number(name) : absent;
    }

    boolean isText(String name) {
        return value(name).isTextual();
    }

    String text(String name) {
        JsonNode value = value(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("parameter %s = %s is not a text".formatted(name, value));
        }
        return value.asText();
    }

    String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    boolean flag(String name, boolean absent) {
        if (!has(name)) {
            return absent;
        }
        JsonNode value = value(name);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("parameter %s = %s is neither true nor false".formatted(name, value));
        }
        return value.asBoolean();
    }

    GoldenParams object(String name, Set<String> vocabulary) {
        return new GoldenParams(value(name), vocabulary);
    }

    static IllegalArgumentException unknown(String name, Object value) {
        return new IllegalArgumentException("unknown value of %s: %s".formatted(name, value));
    }
}
