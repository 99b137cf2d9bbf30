package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A template's values and what Python says of them. None is null, whole numbers are Long, other numbers Double;
 * strings, Boolean, List and Map are Java's.
 */
final class Values {

    private Values() {}

    /** A Java value as templates know it, containers copied. */
    static @Nullable Object from(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((key, each) -> copy.put(Objects.requireNonNull(from(key)), from(each)));
                yield copy;
            }
            case Collection<?> items -> {
                var copy = new ArrayList<@Nullable Object>();
                items.forEach(each -> copy.add(from(each)));
                yield copy;
            }
            case null -> null;
            case String _, Boolean _, Long _, Double _ -> value;
            default ->
                throw new IllegalArgumentException(
                        "Chat templates take strings, numbers, booleans, lists and maps, no " + value.getClass());
        };
    }

    static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String string -> !string.isEmpty();
            case Collection<?> items -> !items.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Undefined _ -> false;
            case Markup marked -> !marked.text().isEmpty();
            default -> true;
        };
    }

    /** Python's name of a value's type. */
    static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float";
            case String _ -> "str";
            case Markup _ -> "Markup";
            case PyTuple _ -> "tuple";
            case Generator _ -> "generator";
            case Collection<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            case Undefined _ -> "undefined";
            default -> "object";
        };
    }

    /** The items that a loop sees: list items, dict keys, characters; nothing of an undefined value. */
    static List<Object> items(@Nullable Object value) {
        return switch (value) {
            case Collection<?> items -> new ArrayList<>(items);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String string -> Strings.characters(string);
            case Markup marked -> Strings.characters(marked.text());
            case Generator generator -> generator.drain();
            case Undefined _ -> List.of();
            case null, default ->
                throw new TemplateException("a value of type " + typeName(value) + " is not iterable");
        };
    }

    static long length(@Nullable Object value) {
        return switch (value) {
            case String string -> string.codePointCount(0, string.length());
            case Collection<?> items -> items.size();
            case Map<?, ?> map -> map.size();
            case Markup marked -> length(marked.text());
            case Undefined _ -> 0;
            case null, default -> throw new TemplateException("a value of type " + typeName(value) + " has no length");
        };
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    /** Python's ==, by which 1, 1.0 and True are equal. */
    static boolean areEqual(@Nullable Object leftOrMarked, @Nullable Object rightOrMarked) {
        Object left = Markup.plain(leftOrMarked);
        Object right = Markup.plain(rightOrMarked);
        if (isNumber(left) && isNumber(right)) {
            return (left instanceof Double || right instanceof Double)
                    ? asDouble(left) == asDouble(right)
                    : asLong(left) == asLong(right);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            boolean equal = a.size() == b.size() && left instanceof PyTuple == right instanceof PyTuple;
            for (int i = 0; equal && i < a.size(); i++) {
                equal = areEqual(a.get(i), b.get(i));
            }
            return equal;
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet())
                    && a.keySet().stream().allMatch(key -> areEqual(a.get(key), b.get(key)));
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        return Objects.equals(left, right);
    }

    /** Python's order of numbers, strings and lists; other pairs have none. */
    static int compare(@Nullable Object leftOrMarked, @Nullable Object rightOrMarked) {
        Object left = Markup.plain(leftOrMarked);
        Object right = Markup.plain(rightOrMarked);
        if (isNumber(left) && isNumber(right)) {
            return (left instanceof Double || right instanceof Double)
                    ? Double.compare(asDouble(left), asDouble(right))
                    : Long.compare(asLong(left), asLong(right));
        }
        if (left instanceof String a && right instanceof String b) {
            return compareByCodePoint(a, b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                if (!areEqual(a.get(i), b.get(i))) {
                    return compare(a.get(i), b.get(i));
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new TemplateException("values of type " + typeName(left) + " and " + typeName(right) + " have no order");
    }

    private static int compareByCodePoint(String a, String b) {
        return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    static boolean contains(@Nullable Object container, @Nullable Object itemOrMarked) {
        Object item = Markup.plain(itemOrMarked);
        return switch (Markup.plain(container)) {
            case String string when item instanceof String part -> string.contains(part);
            case Map<?, ?> map -> map.containsKey(item);
            case Collection<?> items -> items.stream().anyMatch(each -> areEqual(each, item));
            case Generator generator -> generator.drain().stream().anyMatch(each -> areEqual(each, item));
            case Undefined _ -> false;
            case null, default ->
                throw new TemplateException("'in' does not work for " + typeName(item) + " in " + typeName(container));
        };
    }

    static double asDouble(@Nullable Object number) {
        return switch (number) {
            case Double value -> value;
            case null, default -> asLong(number);
        };
    }

    static long asLong(@Nullable Object number) {
        return switch (number) {
            case Long value -> value;
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> throw new TemplateException("a number is needed instead of " + typeName(number));
        };
    }

    /** {@code target[index]}; undefined where there is no such item. */
    static @Nullable Object item(@Nullable Object target, @Nullable Object indexOrMarked) {
        Object index = Markup.plain(indexOrMarked);
        if (target instanceof Markup marked) {
            return item(marked.text(), index) instanceof String text
                    ? new Markup(text)
                    : Methods.attribute(target, Text.of(index));
        }
        if (target instanceof Map<?, ?> map && map.containsKey(index)) {
            return map.get(index);
        }
        if (target instanceof Undefined undefined) {
            throw undefined.used();
        }
        if ((target instanceof List || target instanceof String)
                && (index instanceof Long || index instanceof Boolean)) {
            List<Object> items = items(target);
            long at = asLong(index) < 0 ? asLong(index) + items.size() : asLong(index);
            return at >= 0 && at < items.size() ? items.get((int) at) : new Undefined("item " + index);
        }
        if (index instanceof String name) {
            return Methods.attribute(target, name);
        }
        return new Undefined("item " + Text.repr(index));
    }

    /** {@code target[start:stop:step]}; null stands for an end left out. */
    static Object slice(
            @Nullable Object target, @Nullable Object start, @Nullable Object stop, @Nullable Object stepOrNull) {
        if (target instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (target instanceof Markup marked) {
            return new Markup((String) slice(marked.text(), start, stop, stepOrNull));
        }
        if (!(target instanceof List) && !(target instanceof String)) {
            throw new TemplateException("a value of type " + typeName(target) + " can't be sliced");
        }
        List<Object> items = items(target);
        long step = stepOrNull == null ? 1 : asLong(stepOrNull);
        if (step == 0) {
            throw new TemplateException("a slice's step can't be 0");
        }
        int size = items.size();
        long from = bound(start, size, step, step > 0 ? 0 : size - 1);
        long to = bound(stop, size, step, step > 0 ? size : -1);
        var picked = new ArrayList<Object>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            picked.add(items.get((int) i));
        }
        return target instanceof String
                ? Text.joined(picked, "")
                : target instanceof PyTuple ? new PyTuple(picked) : picked;
    }

    private static long bound(@Nullable Object index, int size, long step, long otherwise) {
        if (index == null) {
            return otherwise;
        }
        long at = asLong(index);
        long absolute = at < 0 ? at + size : at;
        return step > 0 ? Math.clamp(absolute, 0, size) : Math.clamp(absolute, -1, size - 1);
    }
}
