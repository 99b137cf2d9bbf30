package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import io.kafkagrpo.jinja.syntax.Whitespace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may stand after {@code |}. */
final class Filters {

    @FunctionalInterface
    interface Function {
        @Nullable
        Object apply(@Nullable Object input, Arguments arguments);
    }

    /** Parameters are null where the filter hands its arguments on to another filter or test, which checks them. */
    private record Filter(@Nullable List<String> parameters, Function function) {}

    private static final Map<String, Filter> FILTERS = Map.ofEntries(
            filter("trim", Filters::trim, "chars"),
            filter("tojson", Filters::toJson, "ensure_ascii", "indent", "separators", "sort_keys"),
            filter("length", (input, _) -> Values.length(input)),
            filter("count", (input, _) -> Values.length(input)),
            filter("upper", (input, _) -> Text.of(input).toUpperCase(Locale.ROOT)),
            filter("lower", (input, _) -> Text.of(input).toLowerCase(Locale.ROOT)),
            filter("capitalize", (input, _) -> Strings.capitalized(Text.of(input))),
            filter("title", (input, _) -> title(Text.of(input))),
            filter("string", (input, _) -> Text.of(input)),
            filter("safe", (input, _) -> input),
            filter("escape", (input, _) -> escaped(Text.of(input))),
            filter("e", (input, _) -> escaped(Text.of(input))),
            filter("replace", Filters::replace, "old", "new", "count"),
            filter("indent", Filters::indent, "width", "first", "blank"),
            filter("default", Filters::orDefault, "default_value", "boolean"),
            filter("d", Filters::orDefault, "default_value", "boolean"),
            filter("int", Filters::toInteger, "default"),
            filter("float", Filters::toFloat, "default"),
            filter("abs", Filters::absolute),
            filter("list", (input, _) -> Values.items(input)),
            filter("items", Filters::items),
            filter("dictsort", (input, _) -> sortedPairs(input)),
            filter("join", SequenceFilters::join, "d", "attribute"),
            filter("first", (input, _) -> SequenceFilters.first(input)),
            filter("last", (input, _) -> SequenceFilters.last(input)),
            filter("reverse", (input, _) -> SequenceFilters.reverse(input)),
            filter("sort", SequenceFilters::sort, "reverse", "case_sensitive", "attribute"),
            filter("unique", SequenceFilters::unique, "case_sensitive", "attribute"),
            filter("min", (input, _) -> SequenceFilters.least(input)),
            filter("max", (input, _) -> SequenceFilters.greatest(input)),
            filter("sum", SequenceFilters::sum, "attribute", "start"),
            unchecked("map", SequenceFilters::map),
            unchecked("select", SequenceFilters::select),
            unchecked("reject", SequenceFilters::reject),
            unchecked("selectattr", SequenceFilters::selectAttribute),
            unchecked("rejectattr", SequenceFilters::rejectAttribute));

    private Filters() {}

    private static Map.Entry<String, Filter> filter(String name, Function function, String... parameters) {
        return Map.entry(name, new Filter(List.of(parameters), function));
    }

    private static Map.Entry<String, Filter> unchecked(String name, Function function) {
        return Map.entry(name, new Filter(null, function));
    }

    /** The names that a template may use. */
    static Set<String> names() {
        return FILTERS.keySet();
    }

    static @Nullable Object apply(String name, @Nullable Object input, Arguments arguments) {
        Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw new TemplateException("the filter |" + name + " is not supported");
        }
        List<String> parameters = filter.parameters();
        if (parameters != null) {
            arguments.requireOnly("the filter |" + name, parameters);
        }
        return filter.function().apply(input, arguments);
    }

    private static Object trim(@Nullable Object input, Arguments arguments) {
        String text = Text.of(input);
        if (arguments.get(0, "chars") == null) {
            return Strings.strip(text);
        }
        String characters = arguments.string(0, "chars");
        return Strings.stripLeading(Strings.stripTrailing(text, characters), characters);
    }

    private static Object toJson(@Nullable Object input, Arguments arguments) {
        if (input instanceof Undefined undefined) {
            throw undefined.used();
        }
        return Json.text(input, arguments);
    }

    /** Jinja's own title: capitals after blanks and opening brackets, and after - too. */
    private static String title(String text) {
        var result = new StringBuilder();
        boolean begins = true;
        for (int point : text.codePoints().toArray()) {
            result.appendCodePoint(begins ? Character.toUpperCase(point) : Character.toLowerCase(point));
            begins = Whitespace.isSpace(point) || "-({[<".indexOf(point) >= 0;
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

    private static Object replace(@Nullable Object input, Arguments arguments) {
        return Strings.replace(
                Text.of(input),
                Text.of(arguments.required(0, "old")),
                Text.of(arguments.required(1, "new")),
                arguments.integer(2, "count", -1));
    }

    private static Object indent(@Nullable Object input, Arguments arguments) {
        Object width = arguments.has(0, "width") ? arguments.get(0, "width") : 4L;
        String margin =
                width instanceof String text ? text : " ".repeat((int) Math.clamp(Values.asLong(width), 0, 100));
        boolean blank = arguments.isTrue(2, "blank");
        String[] lines = Text.of(input).split("\n", -1);
        var result = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? arguments.isTrue(1, "first") : blank || !lines[i].isEmpty();
            result.append(i == 0 ? "" : "\n").append(indented ? margin : "").append(lines[i]);
        }
        return result.toString();
    }

    private static @Nullable Object orDefault(@Nullable Object input, Arguments arguments) {
        boolean missing = input instanceof Undefined || (arguments.isTrue(1, "boolean") && !Values.isTrue(input));
        if (!missing) {
            return input;
        }
        return arguments.has(0, "default_value") ? arguments.get(0, "default_value") : "";
    }

    private static @Nullable Object toInteger(@Nullable Object input, Arguments arguments) {
        Object otherwise = arguments.has(0, "default") ? arguments.get(0, "default") : 0L;
        return switch (input) {
            case Double number when Double.isFinite(number) -> (long) (double) number;
            case Long number -> number;
            case Boolean flag -> Values.asLong(flag);
            case String text -> {
                try {
                    yield Long.parseLong(Strings.strip(text));
                } catch (NumberFormatException notWhole) {
                    Double number = parsed(text);
                    yield number == null ? otherwise : (Object) (long) (double) number;
                }
            }
            case null, default -> otherwise;
        };
    }

    private static @Nullable Object toFloat(@Nullable Object input, Arguments arguments) {
        Double number = switch (input) {
            case String text -> parsed(text);
            case null, default -> Values.isNumber(input) ? (Double) Values.asDouble(input) : null;
        };
        if (number != null) {
            return number;
        }
        return arguments.has(0, "default") ? arguments.get(0, "default") : (Object) 0.0;
    }

    private static @Nullable Double parsed(String text) {
        try {
            return Double.valueOf(Strings.strip(text));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Object absolute(@Nullable Object input, Arguments arguments) {
        return input instanceof Double number ? (Object) Math.abs(number) : Math.absExact(Values.asLong(input));
    }

    private static Object items(@Nullable Object input, Arguments arguments) {
        return switch (input) {
            case Map<?, ?> map -> Methods.pairs(map);
            case Undefined _ -> List.of();
            case null, default -> throw new TemplateException("the filter |items needs a dict");
        };
    }

    private static Object sortedPairs(@Nullable Object input) {
        if (!(input instanceof Map<?, ?> map)) {
            throw new TemplateException("the filter |dictsort needs a dict");
        }
        var pairs = new ArrayList<>(Methods.pairs(map));
        Comparator<Object> byKey = (a, b) -> Values.compare(lowerKey(a), lowerKey(b));
        Collections.sort(pairs, byKey);
        return pairs;
    }

    private static @Nullable Object lowerKey(Object pair) {
        Object key = ((List<?>) pair).getFirst();
        return key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
    }
}
