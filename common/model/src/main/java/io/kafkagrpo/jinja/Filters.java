package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
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
            filter("trim", TextFilters::trim, "chars"),
            filter("tojson", Filters::toJson, "ensure_ascii", "indent", "separators", "sort_keys"),
            filter("length", (input, _) -> Values.length(input)),
            filter("count", (input, _) -> Values.length(input)),
            filter("upper", (input, _) -> Text.of(input).toUpperCase(Locale.ROOT)),
            filter("lower", (input, _) -> Text.of(input).toLowerCase(Locale.ROOT)),
            filter("capitalize", (input, _) -> Strings.capitalized(Text.of(input))),
            filter("title", (input, _) -> TextFilters.title(Text.of(input))),
            filter("string", (input, _) -> input instanceof Markup ? input : Text.of(input)),
            filter("safe", (input, _) -> new Markup(Text.of(input))),
            filter("escape", (input, _) -> TextFilters.escape(input)),
            filter("e", (input, _) -> TextFilters.escape(input)),
            filter("forceescape", (input, _) -> TextFilters.escape(Text.of(input))),
            unchecked("format", TextFilters::format),
            filter("truncate", TextFilters::truncate, "length", "killwords", "end", "leeway"),
            filter("wordcount", (input, _) -> TextFilters.wordCount(input)),
            filter("center", TextFilters::center, "width"),
            filter("striptags", (input, _) -> TextFilters.stripTags(input)),
            filter("urlencode", (input, _) -> TextFilters.urlEncode(input)),
            filter("round", Filters::round, "precision", "method"),
            filter("attr", (input, arguments) -> Methods.attributeOnly(input, arguments.string(0, "name")), "name"),
            filter("replace", TextFilters::replace, "old", "new", "count"),
            filter("indent", TextFilters::indent, "width", "first", "blank"),
            filter("default", Filters::orDefault, "default_value", "boolean"),
            filter("d", Filters::orDefault, "default_value", "boolean"),
            filter("int", Filters::toInteger, "default", "base"),
            filter("float", Filters::toFloat, "default"),
            filter("abs", Filters::absolute),
            filter("list", (input, _) -> Values.items(input)),
            filter("items", Filters::items),
            filter("dictsort", Filters::sortedPairs, "case_sensitive", "by", "reverse"),
            filter("join", SequenceFilters::join, "d", "attribute"),
            filter("first", (input, _) -> SequenceFilters.first(input)),
            filter("last", (input, _) -> SequenceFilters.last(input)),
            filter("reverse", (input, _) -> SequenceFilters.reverse(input)),
            filter("sort", SequenceFilters::sort, "reverse", "case_sensitive", "attribute"),
            filter("unique", SequenceFilters::unique, "case_sensitive", "attribute"),
            filter("min", SequenceFilters::least, "case_sensitive", "attribute"),
            filter("max", SequenceFilters::greatest, "case_sensitive", "attribute"),
            filter("batch", SequenceFilters::batch, "linecount", "fill_with"),
            filter("slice", SequenceFilters::slice, "slices", "fill_with"),
            filter("groupby", SequenceFilters::groupBy, "attribute", "default", "case_sensitive"),
            filter("sum", SequenceFilters::sum, "attribute", "start"),
            unchecked("map", SequenceFilters::map),
            unchecked("select", SequenceFilters::select),
            unchecked("reject", SequenceFilters::reject),
            unchecked("selectattr", SequenceFilters::selectAttribute),
            unchecked("rejectattr", SequenceFilters::rejectAttribute));

    /** Filters that look at marks themselves. */
    private static final Set<String> MARKING = Set.of("safe", "escape", "e", "string", "default", "d", "format");

    /** Filters whose result is marked where the text was. */
    private static final Set<String> KEEPING_MARKS =
            Set.of("upper", "lower", "capitalize", "trim", "reverse", "center", "indent");

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
        if (!(input instanceof Markup marked) || MARKING.contains(name)) {
            return filter.function().apply(input, arguments);
        }
        Object result = filter.function().apply(marked.text(), arguments);
        return result instanceof String text && KEEPING_MARKS.contains(name) ? new Markup(text) : result;
    }

    private static Object toJson(@Nullable Object input, Arguments arguments) {
        if (input instanceof Undefined undefined) {
            throw undefined.used();
        }
        return Json.text(input, arguments);
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
                    yield inBase(Strings.strip(text), (int) arguments.integer(1, "base", 10));
                } catch (NumberFormatException notWhole) {
                    Double number = parsed(text);
                    yield number == null ? otherwise : (Object) (long) (double) number;
                }
            }
            case null, default -> otherwise;
        };
    }

    private static long inBase(String text, int base) {
        String digits = base == 16 && text.startsWith("0x")
                        || base == 8 && text.startsWith("0o")
                        || base == 2 && text.startsWith("0b")
                ? text.substring(2)
                : text;
        return Long.parseLong(digits.replace("_", ""), base);
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

    private static Object sortedPairs(@Nullable Object input, Arguments arguments) {
        if (!(input instanceof Map<?, ?> map)) {
            throw new TemplateException("the filter |dictsort needs a dict");
        }
        boolean caseSensitive = arguments.isTrue(0, "case_sensitive");
        int place = switch (arguments.string(1, "by", "key")) {
            case "key" -> 0;
            case "value" -> 1;
            default -> throw new TemplateException("the filter |dictsort sorts by key or value");
        };
        var pairs = new ArrayList<>(Methods.pairs(map));
        Comparator<Object> order = (a, b) -> Values.compare(
                sortKey(((List<?>) a).get(place), caseSensitive), sortKey(((List<?>) b).get(place), caseSensitive));
        pairs.sort(arguments.isTrue(2, "reverse") ? order.reversed() : order);
        return pairs;
    }

    private static @Nullable Object sortKey(@Nullable Object key, boolean caseSensitive) {
        return key instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : key;
    }

    private static Object round(@Nullable Object input, Arguments arguments) {
        int precision = (int) Math.clamp(arguments.integer(0, "precision", 0), -300, 300);
        RoundingMode mode = switch (arguments.string(1, "method", "common")) {
            case "common" -> RoundingMode.HALF_EVEN;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw new TemplateException("the filter |round takes common, ceil or floor");
        };
        if (input instanceof Long whole && mode == RoundingMode.HALF_EVEN) {
            return precision >= 0
                    ? whole
                    : BigDecimal.valueOf(whole).setScale(precision, mode).longValue();
        }
        double number = Values.asDouble(input);
        return Double.isFinite(number)
                ? new BigDecimal(number).setScale(precision, mode).doubleValue()
                : number;
    }
}
