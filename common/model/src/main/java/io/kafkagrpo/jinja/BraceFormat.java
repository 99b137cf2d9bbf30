package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.number.NumberSpec;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.math.BigInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code 'text'.format(…)}. */
final class BraceFormat {

    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\\d{1,4})?([,_])?(?:\\.(\\d{1,4}))?([bcdeEfFgGnosxX%])?",
            Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[([^\\]]+)\\]");

    private final Arguments arguments;
    private final Function<@Nullable Object, String> written;
    private int taken;

    /** @param written how a value without a format specification becomes text */
    private BraceFormat(Arguments arguments, Function<@Nullable Object, String> written) {
        this.arguments = arguments;
        this.written = written;
    }

    static String apply(String format, Arguments arguments, Function<@Nullable Object, String> written) {
        return new BraceFormat(arguments, written).text(format, 2);
    }

    private String text(String format, int depth) {
        var text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                text.append(c);
                i++;
            } else if (c == '}') {
                throw new TemplateException("format() found a single } in '" + format + "'");
            } else if (c == '{') {
                int end = closing(format, i);
                text.append(field(format.substring(i + 1, end), depth));
                i = end;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static int closing(String format, int open) {
        int depth = 0;
        for (int i = open; i < format.length(); i++) {
            depth += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new TemplateException("format() found a { that is never closed in '" + format + "'");
    }

    private String field(String field, int depth) {
        if (depth == 0) {
            throw new TemplateException("format() found braces nested too deep");
        }
        int colon = field.indexOf(':');
        String name = colon < 0 ? field : field.substring(0, colon);
        String spec = colon < 0 ? "" : field.substring(colon + 1);
        int conversion = name.indexOf('!');
        Object value = value(conversion < 0 ? name : name.substring(0, conversion));
        if (conversion >= 0) {
            value = switch (name.substring(conversion + 1)) {
                case "s" -> Text.of(value);
                case "r", "a" -> Text.repr(value);
                default -> throw new TemplateException("format()'s {" + field + "} is not supported");
            };
        }
        return spec.isEmpty()
                ? written.apply(value)
                : formatted(value, spec.contains("{") ? text(spec, depth - 1) : spec);
    }

    private @Nullable Object value(String name) {
        int end = 0;
        while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
            end++;
        }
        String first = name.substring(0, end);
        @Nullable
        Object value =
                first.isEmpty() ? at(taken++) : first.matches("\\d{1,4}") ? at(Integer.parseInt(first)) : named(first);
        Matcher step = STEP.matcher(name).region(end, name.length());
        while (step.lookingAt()) {
            String index = step.group(2);
            Object key = step.group(1) != null
                    ? step.group(1)
                    : index.matches("\\d{1,9}") ? (Object) Long.parseLong(index) : index;
            value = Values.item(value, key);
            step.region(step.end(), name.length());
        }
        if (step.regionStart() != name.length()) {
            throw new TemplateException("format()'s {" + name + "} is not supported");
        }
        return value;
    }

    private @Nullable Object at(int index) {
        if (index >= arguments.positional().size()) {
            throw new TemplateException("format() needs more values than it is given");
        }
        return arguments.positional().get(index);
    }

    private @Nullable Object named(String name) {
        if (!arguments.named().containsKey(name)) {
            throw new TemplateException("format() names {" + name + "}, which is not given");
        }
        return arguments.named().get(name);
    }

    private static String formatted(@Nullable Object marked, String text) {
        Object value = Markup.plain(marked);
        Matcher parts = SPEC.matcher(text);
        boolean simple = value instanceof String || Values.isNumber(value);
        if (!parts.matches() || !simple) {
            throw new TemplateException(
                    "format() can't write a value of type " + Values.typeName(value) + " as ':" + text + "'");
        }
        char type = parts.group(9) == null ? 0 : parts.group(9).charAt(0);
        boolean zeros = parts.group(5) != null && parts.group(2) == null;
        NumberSpec spec = new NumberSpec(
                parts.group(1) != null ? parts.group(1) : zeros ? "0" : " ",
                parts.group(2) != null
                        ? parts.group(2).charAt(0)
                        : zeros && !(value instanceof String) ? '=' : (char) 0,
                parts.group(3) == null ? '-' : parts.group(3).charAt(0),
                parts.group(4) != null,
                parts.group(6) == null ? 0 : Integer.parseInt(parts.group(6)),
                parts.group(7) == null ? (char) 0 : parts.group(7).charAt(0),
                parts.group(8) == null ? -1 : Integer.parseInt(parts.group(8)),
                type == 'n' ? 'd' : type);
        return number(value, spec, text);
    }

    private static String number(@Nullable Object value, NumberSpec spec, String text) {
        if (value instanceof String string && (spec.type() == 0 || spec.type() == 's')) {
            return spec.text(string);
        }
        if (!(value instanceof String) && spec.type() != 's') {
            boolean whole = !(value instanceof Double);
            if (whole && "bcdoxX".indexOf(spec.type()) >= 0 || whole && spec.type() == 0) {
                return spec.type() == 'c'
                        ? spec.text(Character.toString((int) Values.asLong(value)))
                        : spec.whole(BigInteger.valueOf(Values.asLong(value)));
            }
            if (spec.type() == 0 && spec.precision() < 0) {
                return plain(Text.number(Values.asDouble(value)), spec);
            }
            if (spec.type() == 0 || "eEfFgG%".indexOf(spec.type()) >= 0) {
                return spec.floating(Values.asDouble(value));
            }
        }
        throw new TemplateException(
                "format() can't write a value of type " + Values.typeName(value) + " as ':" + text + "'");
    }

    /** The shortest digits that read back the same, which no precision cuts. */
    private static String plain(String digits, NumberSpec spec) {
        char align = spec.align() == 0 ? '>' : spec.align();
        NumberSpec padding = new NumberSpec(spec.fill(), align, '-', false, spec.width(), (char) 0, -1, (char) 0);
        return padding.text(digits.startsWith("-") || spec.sign() == '-' ? digits : spec.sign() + digits);
    }
}
