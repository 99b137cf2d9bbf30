package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** How values print: Python's str and repr. */
final class Text {

    /** Python writes floats from 1e16 on and below 1e-4 with an exponent. */
    private static final int FIRST_LARGE_EXPONENT = 16;

    private static final int LAST_SMALL_EXPONENT = -5;

    private Text() {}

    /** Python's str; nothing for an undefined value. */
    static String of(@Nullable Object value) {
        return switch (value) {
            case String string -> string;
            case Markup marked -> marked.text();
            case Undefined _ -> "";
            case null, default -> repr(value);
        };
    }

    static String repr(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean flag -> flag ? "True" : "False";
            case Double number -> number(number);
            case String string -> quoted(string);
            case Markup marked -> "Markup(" + quoted(marked.text()) + ")";
            case Undefined _ -> "Undefined";
            case PyTuple tuple -> {
                var joiner = new StringJoiner(", ", "(", tuple.size() == 1 ? ",)" : ")");
                tuple.forEach(item -> joiner.add(repr(item)));
                yield joiner.toString();
            }
            case PyTuple.View view -> view.name() + "(" + repr(new ArrayList<>(view)) + ")";
            case Collection<?> items -> {
                var joiner = new StringJoiner(", ", "[", "]");
                items.forEach(item -> joiner.add(repr(item)));
                yield joiner.toString();
            }
            case Map<?, ?> map -> {
                var joiner = new StringJoiner(", ", "{", "}");
                map.forEach((key, item) -> joiner.add(repr(key) + ": " + repr(item)));
                yield joiner.toString();
            }
            case Long number -> number.toString();
            default -> throw new TemplateException("a function or namespace can't be printed");
        };
    }

    /** Python's repr of a float: the shortest digits that read back the same. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent > LAST_SMALL_EXPONENT && exponent < FIRST_LARGE_EXPONENT) {
            String plain = decimal.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String sign = exponent < 0 ? "-" : "+";
        String padded = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
        return (value < 0 ? "-" : "") + mantissa + "e" + sign + padded;
    }

    private static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (point == quote) {
                        quoted.append('\\').append(quote);
                    } else if (!isPrintable(point)) {
                        quoted.append(String.format(
                                point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x", point));
                    } else {
                        quoted.appendCodePoint(point);
                    }
                }
            }
        });
        return quoted.append(quote).toString();
    }

    /** Python's str.isprintable: no control, format, unassigned or separator character but the space. */
    static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }

    static String joined(Collection<?> items, String separator) {
        var joiner = new StringJoiner(separator);
        items.forEach(item -> joiner.add(of(item)));
        return joiner.toString();
    }
}
