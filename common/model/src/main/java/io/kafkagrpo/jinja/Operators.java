package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arithmetic and comparison as Python does them. */
final class Operators {

    /** A repeated string or list is no longer than this, so that a template can't exhaust memory. */
    private static final long LONGEST_REPETITION = 1_000_000;

    private Operators() {}

    static Object apply(String operator, @Nullable Object left, @Nullable Object right) {
        if (operator.equals("~")) {
            return Text.of(left) + Text.of(right);
        }
        refuseUndefined(left);
        refuseUndefined(right);
        if (left instanceof Markup || right instanceof Markup) {
            return ofMarkup(operator, left, right);
        }
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return arithmetic(operator, left, right);
        }
        if (operator.equals("+")) {
            if (left instanceof String a && right instanceof String b) {
                return a + b;
            }
            if (left instanceof List<?> a
                    && right instanceof List<?> b
                    && left instanceof PyTuple == right instanceof PyTuple) {
                var both = new ArrayList<Object>(a);
                both.addAll(b);
                return left instanceof PyTuple ? new PyTuple(both) : both;
            }
        }
        if (operator.equals("%") && left instanceof String format) {
            return PercentFormat.apply(format, right);
        }
        if (operator.equals("*") && isTimes(right) && (left instanceof String || left instanceof List)) {
            return repeated(left, Values.asLong(right));
        }
        if (operator.equals("*") && isTimes(left) && (right instanceof String || right instanceof List)) {
            return repeated(right, Values.asLong(left));
        }
        throw new TemplateException(
                "'" + operator + "' does not work for " + Values.typeName(left) + " and " + Values.typeName(right));
    }

    private static boolean isTimes(@Nullable Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    private static Object repeated(Object value, long times) {
        if (times > LONGEST_REPETITION / Math.max(1, Values.length(value))) {
            throw new TemplateException("a string or list is repeated " + times + " times");
        }
        int count = (int) Math.max(0, times);
        if (value instanceof String text) {
            return text.repeat(count);
        }
        var items = new ArrayList<Object>();
        for (int i = 0; i < count; i++) {
            items.addAll((List<?>) value);
        }
        return value instanceof PyTuple ? new PyTuple(items) : items;
    }

    /** Marked text stays marked, and what joins it is escaped. */
    private static Object ofMarkup(String operator, @Nullable Object left, @Nullable Object right) {
        boolean texts = Markup.plain(left) instanceof String && Markup.plain(right) instanceof String;
        if (operator.equals("+") && texts) {
            return new Markup(Markup.escaped(left) + Markup.escaped(right));
        }
        if (operator.equals("%") && left instanceof Markup format) {
            return new Markup(PercentFormat.apply(format.text(), escapedDeep(right)));
        }
        if (operator.equals("*") || operator.equals("%") || !texts) {
            Object result = apply(operator, Markup.plain(left), Markup.plain(right));
            return result instanceof String text && operator.equals("*") ? new Markup(text) : result;
        }
        return apply(operator, Markup.plain(left), Markup.plain(right));
    }

    private static @Nullable Object escapedDeep(@Nullable Object values) {
        return switch (values) {
            case PyTuple tuple ->
                new PyTuple(tuple.stream().map(Operators::escapedDeep).toList());
            case Map<?, ?> map -> {
                var escaped = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((key, value) -> escaped.put(key, escapedDeep(value)));
                yield escaped;
            }
            case Long _, Double _, Boolean _ -> values;
            case null, default -> Markup.escaped(values);
        };
    }

    private static void refuseUndefined(@Nullable Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
    }

    private static Object arithmetic(String operator, @Nullable Object left, @Nullable Object right) {
        boolean whole = !(left instanceof Double) && !(right instanceof Double);
        try {
            if (operator.equals("/")) {
                return quotient(Values.asDouble(left), Values.asDouble(right));
            }
            if (!whole) {
                return ofDoubles(operator, Values.asDouble(left), Values.asDouble(right));
            }
            long a = Values.asLong(left);
            long b = Values.asLong(right);
            return switch (operator) {
                case "+" -> Math.addExact(a, b);
                case "-" -> Math.subtractExact(a, b);
                case "*" -> Math.multiplyExact(a, b);
                case "//" -> Math.floorDiv(a, b);
                case "%" -> Math.floorMod(a, b);
                default -> b < 0 ? (Object) Math.pow((double) a, (double) b) : power(a, b);
            };
        } catch (ArithmeticException e) {
            throw new TemplateException(
                    "'" + Text.repr(left) + " " + operator + " " + Text.repr(right) + "' has no result");
        }
    }

    private static double quotient(double a, double b) {
        if (b == 0) {
            throw new ArithmeticException();
        }
        return a / b;
    }

    private static double ofDoubles(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floor(quotient(a, b));
            case "%" -> a - b * Math.floor(quotient(a, b));
            default -> Math.pow(a, b);
        };
    }

    private static long power(long base, long exponent) {
        long result = 1;
        for (long i = 0; i < exponent && result != 0; i++) {
            if (base == 1 || (base == -1 && exponent - i > 2)) {
                return base == 1 || exponent % 2 == 0 ? 1 : -1;
            }
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    static boolean compares(String operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case "==" -> Values.areEqual(left, right);
            case "!=" -> !Values.areEqual(left, right);
            case "in" -> Values.contains(right, left);
            case "not in" -> !Values.contains(right, left);
            default -> {
                refuseUndefined(left);
                refuseUndefined(right);
                int order = Values.compare(left, right);
                yield switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
            }
        };
    }
}
