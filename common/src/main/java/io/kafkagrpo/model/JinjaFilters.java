package io.kafkagrpo.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code |}. */
final class JinjaFilters {

    @FunctionalInterface
    interface Function {
        @Nullable
        Object apply(@Nullable Object input, JinjaArguments arguments);
    }

    /** Parameters are null where the filter hands its arguments on to another filter or test, which checks them. */
    private record Filter(@Nullable List<String> parameters, Function function) {}

    private static final Map<String, Filter> FILTERS = Map.ofEntries(
            filter("trim", JinjaFilters::trim, "chars"),
            filter("tojson", JinjaFilters::toJson, "ensure_ascii", "indent", "separators", "sort_keys"),
            filter("length", (input, _) -> JinjaValues.length(input)),
            filter("count", (input, _) -> JinjaValues.length(input)),
            filter("upper", (input, _) -> JinjaText.of(input).toUpperCase(Locale.ROOT)),
            filter("lower", (input, _) -> JinjaText.of(input).toLowerCase(Locale.ROOT)),
            filter("capitalize", (input, _) -> JinjaStrings.capitalized(JinjaText.of(input))),
            filter("title", (input, _) -> title(JinjaText.of(input))),
            filter("string", (input, _) -> JinjaText.of(input)),
            filter("safe", (input, _) -> input),
            filter("escape", (input, _) -> escaped(JinjaText.of(input))),
            filter("e", (input, _) -> escaped(JinjaText.of(input))),
            filter("replace", JinjaFilters::replace, "old", "new", "count"),
            filter("indent", JinjaFilters::indent, "width", "first", "blank"),
            filter("default", JinjaFilters::orDefault, "default_value", "boolean"),
            filter("d", JinjaFilters::orDefault, "default_value", "boolean"),
            filter("int", JinjaFilters::toInteger, "default"),
            filter("float", JinjaFilters::toFloat, "default"),
            filter("abs", JinjaFilters::absolute),
            filter("list", (input, _) -> JinjaValues.items(input)),
            filter("items", JinjaFilters::items),
            filter("dictsort", (input, _) -> sortedPairs(input)),
            filter("join", JinjaSequenceFilters::join, "d", "attribute"),
            filter("first", (input, _) -> JinjaSequenceFilters.first(input)),
            filter("last", (input, _) -> JinjaSequenceFilters.last(input)),
            filter("reverse", (input, _) -> JinjaSequenceFilters.reverse(input)),
            filter("sort", JinjaSequenceFilters::sort, "reverse", "case_sensitive", "attribute"),
            filter("unique", JinjaSequenceFilters::unique, "case_sensitive", "attribute"),
            filter("min", (input, _) -> JinjaSequenceFilters.least(input)),
            filter("max", (input, _) -> JinjaSequenceFilters.greatest(input)),
            filter("sum", JinjaSequenceFilters::sum, "attribute", "start"),
            unchecked("map", JinjaSequenceFilters::map),
            unchecked("select", JinjaSequenceFilters::select),
            unchecked("reject", JinjaSequenceFilters::reject),
            unchecked("selectattr", JinjaSequenceFilters::selectAttribute),
            unchecked("rejectattr", JinjaSequenceFilters::rejectAttribute));

    private JinjaFilters() {}

    private static Map.Entry<String, Filter> filter(String name, Function function, String... parameters) {
        return Map.entry(name, new Filter(List.of(parameters), function));
    }

    private static Map.Entry<String, Filter> unchecked(String name, Function function) {
        return Map.entry(name, new Filter(null, function));
    }

    static boolean isKnown(String name) {
        return FILTERS.containsKey(name);
    }

    static @Nullable Object apply(String name, @Nullable Object input, JinjaArguments arguments) {
        var filter = FILTERS.get(name);
        if (filter == null) {
            throw new JinjaException("the filter |" + name + " is not supported");
        }
        var parameters = filter.parameters();
        if (parameters != null) {
            arguments.requireOnly("the filter |" + name, parameters);
        }
        return filter.function().apply(input, arguments);
    }

    private static Object trim(@Nullable Object input, JinjaArguments arguments) {
        var text = JinjaText.of(input);
        if (arguments.get(0, "chars") == null) {
            return JinjaStrings.strip(text);
        }
        var characters = arguments.string(0, "chars");
        return JinjaStrings.stripLeading(JinjaStrings.stripTrailing(text, characters), characters);
    }

    private static Object toJson(@Nullable Object input, JinjaArguments arguments) {
        if (input instanceof JinjaUndefined undefined) {
            throw undefined.used();
        }
        return JinjaJson.text(input, arguments);
    }

    /** Jinja's own title: capitals after blanks and opening brackets, and after - too. */
    private static String title(String text) {
        var result = new StringBuilder();
        boolean begins = true;
        for (int point : text.codePoints().toArray()) {
            result.appendCodePoint(begins ? Character.toUpperCase(point) : Character.toLowerCase(point));
            begins = JinjaStrings.isSpace(point) || "-({[<".indexOf(point) >= 0;
        }
        return result.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static Object replace(@Nullable Object input, JinjaArguments arguments) {
        return JinjaStrings.replace(
                JinjaText.of(input),
                JinjaText.of(arguments.required(0, "old")),
                JinjaText.of(arguments.required(1, "new")),
                arguments.integer(2, "count", -1));
    }

    private static Object indent(@Nullable Object input, JinjaArguments arguments) {
        var width = arguments.has(0, "width") ? arguments.get(0, "width") : (Object) 4L;
        var margin =
                width instanceof String text ? text : " ".repeat((int) Math.clamp(JinjaValues.asLong(width), 0, 100));
        boolean blank = arguments.isTrue(2, "blank");
        var lines = JinjaText.of(input).split("\n", -1);
        var result = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? arguments.isTrue(1, "first") : blank || !lines[i].isEmpty();
            result.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines[i]);
        }
        return result.toString();
    }

    private static @Nullable Object orDefault(@Nullable Object input, JinjaArguments arguments) {
        boolean missing =
                input instanceof JinjaUndefined || (arguments.isTrue(1, "boolean") && !JinjaValues.isTrue(input));
        if (!missing) {
            return input;
        }
        return arguments.has(0, "default_value") ? arguments.get(0, "default_value") : "";
    }

    private static @Nullable Object toInteger(@Nullable Object input, JinjaArguments arguments) {
        var otherwise = arguments.has(0, "default") ? arguments.get(0, "default") : (Object) 0L;
        return switch (input) {
            case Double number when Double.isFinite(number) -> (long) (double) number;
            case Long number -> number;
            case Boolean flag -> JinjaValues.asLong(flag);
            case String text -> {
                try {
                    yield Long.parseLong(JinjaStrings.strip(text));
                } catch (NumberFormatException notWhole) {
                    var number = parsed(text);
                    yield number == null ? otherwise : (Object) (long) (double) number;
                }
            }
            case null, default -> otherwise;
        };
    }

    private static @Nullable Object toFloat(@Nullable Object input, JinjaArguments arguments) {
        var number = switch (input) {
            case String text -> parsed(text);
            case null, default -> JinjaValues.isNumber(input) ? (Double) JinjaValues.asDouble(input) : null;
        };
        if (number != null) {
            return number;
        }
        return arguments.has(0, "default") ? arguments.get(0, "default") : (Object) 0.0;
    }

    private static @Nullable Double parsed(String text) {
        try {
            return Double.valueOf(JinjaStrings.strip(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Object absolute(@Nullable Object input, JinjaArguments arguments) {
        return input instanceof Double number ? (Object) Math.abs(number) : Math.absExact(JinjaValues.asLong(input));
    }

    private static Object items(@Nullable Object input, JinjaArguments arguments) {
        return switch (input) {
            case Map<?, ?> map -> JinjaMethods.pairs(map);
            case JinjaUndefined _ -> List.of();
            case null, default -> throw new JinjaException("the filter |items needs a dict");
        };
    }

    private static Object sortedPairs(@Nullable Object input) {
        if (!(input instanceof Map<?, ?> map)) {
            throw new JinjaException("the filter |dictsort needs a dict");
        }
        var pairs = new ArrayList<>(JinjaMethods.pairs(map));
        Comparator<Object> byKey = (a, b) -> JinjaValues.compare(lowerKey(a), lowerKey(b));
        Collections.sort(pairs, byKey);
        return pairs;
    }

    private static @Nullable Object lowerKey(Object pair) {
        var key = ((List<?>) pair).getFirst();
        return key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
    }
}
