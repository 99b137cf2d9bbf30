package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The filter tojson as transformers defines it: Python's json.dumps with ensure_ascii=False. */
final class Json {

    private final @Nullable String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final boolean sorted;
    private final boolean ascii;
    private final StringBuilder out = new StringBuilder();

    private Json(Arguments arguments) {
        ascii = arguments.isTrue(0, "ensure_ascii");
        indent = switch (arguments.get(1, "indent")) {
            case null -> null;
            case Long width -> " ".repeat(Math.toIntExact(Math.clamp(width, 0, 100)));
            case String text -> text;
            default -> throw new TemplateException("tojson's indent must be a number or a string");
        };
        sorted = arguments.isTrue(3, "sort_keys");
        List<?> separators = arguments.get(2, "separators") == null
                ? java.util.List.of(indent == null ? ", " : ",", ": ")
                : Values.items(arguments.get(2, "separators"));
        itemSeparator = Text.of(separators.get(0));
        keySeparator = Text.of(separators.get(1));
    }

    static String text(@Nullable Object value, Arguments arguments) {
        var json = new Json(arguments);
        json.write(value, 1);
        return json.out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Boolean flag -> out.append(flag ? "true" : "false");
            case Long number -> out.append(number);
            case Double number -> out.append(number(number));
            case String string -> quote(string);
            case Markup marked -> quote(marked.text());
            case Collection<?> items -> {
                open('[');
                boolean first = true;
                for (Object item : items) {
                    next(first, depth);
                    write(item, depth + 1);
                    first = false;
                }
                close(']', first, depth);
            }
            case Map<?, ?> map -> {
                open('{');
                boolean first = true;
                for (Map.Entry<String, Object> entry : byTextKey(map).entrySet()) {
                    next(first, depth);
                    quote(entry.getKey());
                    out.append(keySeparator);
                    write(entry.getValue(), depth + 1);
                    first = false;
                }
                close('}', first, depth);
            }
            default -> throw new TemplateException("tojson can't write a value of type " + Values.typeName(value));
        }
    }

    private Map<String, Object> byTextKey(Map<?, ?> map) {
        Map<String, Object> texts = sorted ? new TreeMap<>() : new LinkedHashMap<>();
        for (Object key : new ArrayList<>(map.keySet())) {
            texts.put(key instanceof String text ? text : text(key, Arguments.NONE), map.get(key));
        }
        return texts;
    }

    private void open(char bracket) {
        out.append(bracket);
    }

    private void next(boolean first, int depth) {
        if (!first) {
            out.append(itemSeparator);
        }
        if (indent != null) {
            out.append('\n').append(indent.repeat(depth));
        }
    }

    private void close(char bracket, boolean empty, int depth) {
        if (indent != null && !empty) {
            out.append('\n').append(indent.repeat(depth - 1));
        }
        out.append(bracket);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Text.number(value);
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
