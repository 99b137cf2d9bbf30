package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The filters over lists. */
final class SequenceFilters {

    private SequenceFilters() {}

    static Object join(@Nullable Object input, Arguments arguments) {
        List<Object> items = Values.items(input);
        if (arguments.has(1, "attribute")) {
            items = attributes(items, arguments.get(1, "attribute"));
        }
        return Text.joined(items, Text.of(arguments.has(0, "d") ? arguments.get(0, "d") : ""));
    }

    static @Nullable Object first(@Nullable Object input) {
        if (input instanceof Generator generator) {
            return generator.next();
        }
        List<Object> items = Values.items(input);
        return items.isEmpty() ? new Undefined("the first item of an empty list") : items.getFirst();
    }

    static @Nullable Object last(@Nullable Object input) {
        List<Object> items = Values.items(input);
        return items.isEmpty() ? new Undefined("the last item of an empty list") : items.getLast();
    }

    static Object reverse(@Nullable Object input) {
        List<Object> reversed = Values.items(input).reversed();
        return input instanceof String ? Text.joined(reversed, "") : new Generator(reversed);
    }

    static Object sort(@Nullable Object input, Arguments arguments) {
        var items = new ArrayList<>(Values.items(input));
        boolean caseSensitive = arguments.isTrue(1, "case_sensitive");
        Comparator<Object> order = (a, b) -> Values.compare(
                key(a, arguments.get(2, "attribute"), caseSensitive),
                key(b, arguments.get(2, "attribute"), caseSensitive));
        items.sort(arguments.isTrue(0, "reverse") ? order.reversed() : order);
        return items;
    }

    static Object unique(@Nullable Object input, Arguments arguments) {
        var seen = new ArrayList<@Nullable Object>();
        var kept = new ArrayList<Object>();
        for (Object item : Values.items(input)) {
            Object key = key(item, arguments.get(1, "attribute"), arguments.isTrue(0, "case_sensitive"));
            if (seen.stream().noneMatch(each -> Values.areEqual(each, key))) {
                seen.add(key);
                kept.add(item);
            }
        }
        return new Generator(kept);
    }

    private static @Nullable Object key(@Nullable Object item, @Nullable Object attribute, boolean caseSensitive) {
        Object key = attribute == null ? item : path(item, attribute);
        return key instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : key;
    }

    static @Nullable Object least(@Nullable Object input, Arguments arguments) {
        return Values.items(input).stream()
                .min(byKey(arguments))
                .orElse(new Undefined("the least item of an empty list"));
    }

    static @Nullable Object greatest(@Nullable Object input, Arguments arguments) {
        return Values.items(input).reversed().stream()
                .max(byKey(arguments))
                .orElse(new Undefined("the greatest item of an empty list"));
    }

    private static Comparator<Object> byKey(Arguments arguments) {
        Object attribute = arguments.get(1, "attribute");
        boolean caseSensitive = arguments.isTrue(0, "case_sensitive");
        return (a, b) -> Values.compare(key(a, attribute, caseSensitive), key(b, attribute, caseSensitive));
    }

    /** Lists of so many items each, the last one filled up where a filling is given. */
    static Object batch(@Nullable Object input, Arguments arguments) {
        long size = Values.asLong(arguments.required(0, "linecount"));
        if (size < 1) {
            throw new TemplateException("|batch needs a size of at least 1");
        }
        var batches = new ArrayList<Object>();
        var batch = new ArrayList<@Nullable Object>();
        for (Object item : Values.items(input)) {
            if (batch.size() == size) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(item);
        }
        if (!batch.isEmpty()) {
            Object filling = arguments.get(1, "fill_with");
            while (filling != null && batch.size() < size) {
                batch.add(filling);
            }
            batches.add(batch);
        }
        return new Generator(batches);
    }

    /** So many lists, the first ones longer by one where the items don't divide. */
    static Object slice(@Nullable Object input, Arguments arguments) {
        List<Object> items = Values.items(input);
        long count = Values.asLong(arguments.required(0, "slices"));
        if (count < 1 || count > items.size() + 1_000L) {
            throw new TemplateException("|slice can't make " + count + " lists");
        }
        int longer = items.size() % (int) count;
        var slices = new ArrayList<Object>();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = from + items.size() / (int) count + (i < longer ? 1 : 0);
            var slice = new ArrayList<@Nullable Object>(items.subList(from, to));
            if (arguments.get(1, "fill_with") != null && i >= longer) {
                slice.add(arguments.get(1, "fill_with"));
            }
            slices.add(slice);
            from = to;
        }
        return new Generator(slices);
    }

    /** Pairs of a value and the items that have it, in the values' order. */
    static Object groupBy(@Nullable Object input, Arguments arguments) {
        Object attribute = arguments.required(0, "attribute");
        boolean caseSensitive = arguments.isTrue(2, "case_sensitive");
        var items = new ArrayList<>(Values.items(input));
        items.sort(
                (a, b) -> Values.compare(groupKey(a, arguments, caseSensitive), groupKey(b, arguments, caseSensitive)));
        var groups = new ArrayList<Object>();
        var members = new ArrayList<Object>();
        for (int i = 0; i < items.size(); i++) {
            members.add(items.get(i));
            Object key = groupKey(items.get(i), arguments, caseSensitive);
            if (i + 1 == items.size() || !Values.areEqual(key, groupKey(items.get(i + 1), arguments, caseSensitive))) {
                Object shown = path(members.getFirst(), attribute);
                Object named =
                        shown instanceof Undefined && arguments.has(1, "default") ? arguments.get(1, "default") : shown;
                groups.add(new PyTuple(Arrays.asList(named, members)));
                members = new ArrayList<>();
            }
        }
        return groups;
    }

    private static @Nullable Object groupKey(Object item, Arguments arguments, boolean caseSensitive) {
        Object key = key(item, arguments.required(0, "attribute"), caseSensitive);
        return key instanceof Undefined && arguments.has(1, "default") ? arguments.get(1, "default") : key;
    }

    static Object sum(@Nullable Object input, Arguments arguments) {
        List<Object> items = Values.items(input);
        if (arguments.get(0, "attribute") != null) {
            items = attributes(items, arguments.get(0, "attribute"));
        }
        Object total = arguments.has(1, "start") ? arguments.required(1, "start") : (Object) 0L;
        for (Object item : items) {
            total = Operators.apply("+", total, item);
        }
        return total;
    }

    /** Jinja looks at nothing of a value that counts as false, not even whether it can be iterated over. */
    private static List<Object> itemsIfTrue(@Nullable Object input) {
        return Values.isTrue(input) ? Values.items(input) : List.of();
    }

    static Object map(@Nullable Object input, Arguments arguments) {
        List<Object> items = itemsIfTrue(input);
        if (arguments.positional().isEmpty()) {
            arguments.requireOnly("the filter |map", List.of("attribute", "default"));
            var mapped = new ArrayList<@Nullable Object>();
            for (Object each : attributes(items, arguments.required(0, "attribute"))) {
                boolean missing = each instanceof Undefined && arguments.named().containsKey("default");
                mapped.add(missing ? arguments.named().get("default") : each);
            }
            return new Generator(mapped);
        }
        String filter = arguments.string(0, "filter");
        Arguments rest = rest(arguments, 1);
        var mapped = new ArrayList<@Nullable Object>();
        items.forEach(item -> mapped.add(Filters.apply(filter, item, rest)));
        return new Generator(mapped);
    }

    static Object select(@Nullable Object input, Arguments arguments) {
        return filtered(input, item -> passes(item, arguments, 0));
    }

    static Object reject(@Nullable Object input, Arguments arguments) {
        return filtered(input, item -> !passes(item, arguments, 0));
    }

    static Object selectAttribute(@Nullable Object input, Arguments arguments) {
        Object attribute = arguments.required(0, "attribute");
        return filtered(input, item -> passes(path(item, attribute), arguments, 1));
    }

    static Object rejectAttribute(@Nullable Object input, Arguments arguments) {
        Object attribute = arguments.required(0, "attribute");
        return filtered(input, item -> !passes(path(item, attribute), arguments, 1));
    }

    private static Generator filtered(@Nullable Object input, Predicate<Object> wanted) {
        var kept = new ArrayList<Object>();
        for (Object item : itemsIfTrue(input)) {
            if (wanted.test(item)) {
                kept.add(item);
            }
        }
        return new Generator(kept);
    }

    /** Whether the test named by an argument holds; without one, whether the value is true. */
    private static boolean passes(@Nullable Object value, Arguments arguments, int testAt) {
        return arguments.positional().size() <= testAt
                ? Values.isTrue(value)
                : Tests.holds(arguments.string(testAt, "test"), value, rest(arguments, testAt + 1));
    }

    private static Arguments rest(Arguments arguments, int from) {
        return new Arguments(
                arguments.positional().subList(from, arguments.positional().size()), arguments.named());
    }

    private static List<Object> attributes(List<Object> items, @Nullable Object path) {
        var found = new ArrayList<Object>();
        for (Object item : items) {
            found.add(path(item, path));
        }
        return found;
    }

    /** An attribute that may be a path such as {@code function.name}, or an index. */
    private static @Nullable Object path(@Nullable Object item, @Nullable Object path) {
        if (!(path instanceof String names)) {
            return Values.item(item, path);
        }
        @Nullable Object value = item;
        for (String name : names.split("\\.", -1)) {
            boolean isIndex =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            value = Values.item(value, isIndex ? (Object) Long.parseLong(name) : name);
        }
        return value;
    }
}
