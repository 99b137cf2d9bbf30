package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.List;
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
        if (Values.isNumber(left) && Values.isNumber(right)) {
            return arithmetic(operator, left, right);
        }
        if (operator.equals("+")) {
            if (left instanceof String a && right instanceof String b) {
                return a + b;
            }
            if (left instanceof List<?> a && right instanceof List<?> b) {
                var both = new ArrayList<Object>(a);
                both.addAll(b);
                return both;
            }
        }
        if (operator.equals("*") && left instanceof String text && right instanceof Long times) {
            return repeated(text, times);
        }
        if (operator.equals("*") && left instanceof Long times && right instanceof String text) {
            return repeated(text, times);
        }
        throw new TemplateException(
                "'" + operator + "' does not work for " + Values.typeName(left) + " and " + Values.typeName(right));
    }

    private static String repeated(String text, long times) {
        if (times > LONGEST_REPETITION / Math.max(1, text.length())) {
            throw new TemplateException("a string is repeated " + times + " times");
        }
        return text.repeat((int) Math.max(0, times));
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
