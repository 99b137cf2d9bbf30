package io.kafkagrpo.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The filters over lists. */
final class JinjaSequenceFilters {

    private JinjaSequenceFilters() {}

    static Object join(@Nullable Object input, JinjaArguments arguments) {
        var items = JinjaValues.items(input);
        if (arguments.has(1, "attribute")) {
            items = attributes(items, arguments.get(1, "attribute"));
        }
        return JinjaText.joined(items, JinjaText.of(arguments.has(0, "d") ? arguments.get(0, "d") : ""));
    }

    static @Nullable Object first(@Nullable Object input) {
        var items = JinjaValues.items(input);
        return items.isEmpty() ? new JinjaUndefined("the first item of an empty list") : items.getFirst();
    }

    static @Nullable Object last(@Nullable Object input) {
        var items = JinjaValues.items(input);
        return items.isEmpty() ? new JinjaUndefined("the last item of an empty list") : items.getLast();
    }

    static Object reverse(@Nullable Object input) {
        var reversed = JinjaValues.items(input).reversed();
        return input instanceof String ? JinjaText.joined(reversed, "") : new ArrayList<>(reversed);
    }

    static Object sort(@Nullable Object input, JinjaArguments arguments) {
        var items = new ArrayList<>(JinjaValues.items(input));
        boolean caseSensitive = arguments.isTrue(1, "case_sensitive");
        Comparator<Object> order = (a, b) -> JinjaValues.compare(
                key(a, arguments.get(2, "attribute"), caseSensitive),
                key(b, arguments.get(2, "attribute"), caseSensitive));
        items.sort(arguments.isTrue(0, "reverse") ? order.reversed() : order);
        return items;
    }

    static Object unique(@Nullable Object input, JinjaArguments arguments) {
        var seen = new ArrayList<@Nullable Object>();
        var kept = new ArrayList<Object>();
        for (var item : JinjaValues.items(input)) {
            var key = key(item, arguments.get(1, "attribute"), arguments.isTrue(0, "case_sensitive"));
            if (seen.stream().noneMatch(each -> JinjaValues.areEqual(each, key))) {
                seen.add(key);
                kept.add(item);
            }
        }
        return kept;
    }

    private static @Nullable Object key(@Nullable Object item, @Nullable Object attribute, boolean caseSensitive) {
        var key = attribute == null ? item : path(item, attribute);
        return key instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : key;
    }

    static @Nullable Object least(@Nullable Object input) {
        return JinjaValues.items(input).stream()
                .min((a, b) -> JinjaValues.compare(key(a, null, false), key(b, null, false)))
                .orElse(new JinjaUndefined("the least item of an empty list"));
    }

    static @Nullable Object greatest(@Nullable Object input) {
        return JinjaValues.items(input).reversed().stream()
                .max((a, b) -> JinjaValues.compare(key(a, null, false), key(b, null, false)))
                .orElse(new JinjaUndefined("the greatest item of an empty list"));
    }

    static Object sum(@Nullable Object input, JinjaArguments arguments) {
        var items = JinjaValues.items(input);
        if (arguments.get(0, "attribute") != null) {
            items = attributes(items, arguments.get(0, "attribute"));
        }
        Object total = arguments.has(1, "start") ? arguments.required(1, "start") : (Object) 0L;
        for (var item : items) {
            total = JinjaOperators.apply("+", total, item);
        }
        return total;
    }

    static Object map(@Nullable Object input, JinjaArguments arguments) {
        var items = JinjaValues.items(input);
        if (arguments.positional().isEmpty()) {
            arguments.requireOnly("the filter |map", List.of("attribute", "default"));
            var mapped = new ArrayList<@Nullable Object>();
            for (var each : attributes(items, arguments.required(0, "attribute"))) {
                boolean missing =
                        each instanceof JinjaUndefined && arguments.named().containsKey("default");
                mapped.add(missing ? arguments.named().get("default") : each);
            }
            return mapped;
        }
        var filter = arguments.string(0, "filter");
        var rest = rest(arguments, 1);
        var mapped = new ArrayList<@Nullable Object>();
        items.forEach(item -> mapped.add(JinjaFilters.apply(filter, item, rest)));
        return mapped;
    }

    static Object select(@Nullable Object input, JinjaArguments arguments) {
        return filtered(input, item -> passes(item, arguments, 0));
    }

    static Object reject(@Nullable Object input, JinjaArguments arguments) {
        return filtered(input, item -> !passes(item, arguments, 0));
    }

    static Object selectAttribute(@Nullable Object input, JinjaArguments arguments) {
        var attribute = arguments.required(0, "attribute");
        return filtered(input, item -> passes(path(item, attribute), arguments, 1));
    }

    static Object rejectAttribute(@Nullable Object input, JinjaArguments arguments) {
        var attribute = arguments.required(0, "attribute");
        return filtered(input, item -> !passes(path(item, attribute), arguments, 1));
    }

    private static List<Object> filtered(@Nullable Object input, Predicate<Object> wanted) {
        var kept = new ArrayList<Object>();
        for (var item : JinjaValues.items(input)) {
            if (wanted.test(item)) {
                kept.add(item);
            }
        }
        return kept;
    }

    /** Whether the test named by an argument holds; without one, whether the value is true. */
    private static boolean passes(@Nullable Object value, JinjaArguments arguments, int testAt) {
        return arguments.positional().size() <= testAt
                ? JinjaValues.isTrue(value)
                : JinjaTests.holds(arguments.string(testAt, "test"), value, rest(arguments, testAt + 1));
    }

    private static JinjaArguments rest(JinjaArguments arguments, int from) {
        return new JinjaArguments(
                arguments.positional().subList(from, arguments.positional().size()), arguments.named());
    }

    private static List<Object> attributes(List<Object> items, @Nullable Object path) {
        var found = new ArrayList<Object>();
        for (var item : items) {
            found.add(path(item, path));
        }
        return found;
    }

    /** An attribute that may be a path such as {@code function.name}, or an index. */
    private static @Nullable Object path(@Nullable Object item, @Nullable Object path) {
        if (!(path instanceof String names)) {
            return JinjaValues.item(item, path);
        }
        @Nullable Object value = item;
        for (var name : names.split("\\.", -1)) {
            boolean isIndex =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            value = JinjaValues.item(value, isIndex ? (Object) Long.parseLong(name) : name);
        }
        return value;
    }
}
