package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.number.NumberSpec;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code 'text' % values}. */
final class PercentFormat {

    private static final Pattern CONVERSION =
            Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d{1,4}|\\*)?(?:\\.(\\d{0,4}))?[hlL]?(.?)", Pattern.DOTALL);

    private final @Nullable Object values;
    private final List<?> positional;
    private int taken;

    private PercentFormat(@Nullable Object values) {
        this.values = values;
        this.positional = values instanceof PyTuple tuple ? tuple : java.util.Collections.singletonList(values);
    }

    static String apply(String format, @Nullable Object values) {
        var run = new PercentFormat(values);
        var text = new StringBuilder();
        Matcher conversion = CONVERSION.matcher(format);
        int from = 0;
        while (conversion.find(from)) {
            text.append(format, from, conversion.start()).append(run.converted(conversion));
            from = conversion.end();
        }
        text.append(format, from, format.length());
        if (run.taken < run.positional.size() && (values instanceof PyTuple || !(values instanceof Map))) {
            throw new TemplateException("not all values of a % format are used by it");
        }
        return text.toString();
    }

    private String converted(Matcher conversion) {
        String letter = conversion.group(5);
        if (letter.equals("%")) {
            return "%";
        }
        if (letter.isEmpty() || "diouxXeEfFgGcrsa".indexOf(letter.charAt(0)) < 0 || "*".equals(conversion.group(3))) {
            throw new TemplateException("the conversion " + conversion.group() + " of a % format is not supported");
        }
        Object value = conversion.group(1) == null ? next() : named(conversion.group(1));
        NumberSpec spec = spec(conversion, letter.charAt(0));
        return switch (letter) {
            case "s" -> spec.text(Text.of(value));
            case "r", "a" -> spec.text(Text.repr(value));
            case "c" -> spec.text(value instanceof Long point ? Character.toString(point.intValue()) : Text.of(value));
            case "d", "i", "u", "o", "x", "X" -> spec.whole(whole(value));
            default -> spec.floating(Values.asDouble(Markup.plain(value)));
        };
    }

    private static NumberSpec spec(Matcher conversion, char letter) {
        String flags = conversion.group(2);
        String precision = conversion.group(4);
        boolean numeric = "srac".indexOf(letter) < 0;
        boolean left = flags.contains("-");
        boolean zeros = flags.contains("0") && !left && numeric;
        return new NumberSpec(
                zeros ? "0" : " ",
                left ? '<' : zeros ? '=' : '>',
                flags.contains("+") ? '+' : flags.contains(" ") ? ' ' : '-',
                flags.contains("#"),
                conversion.group(3) == null ? 0 : Integer.parseInt(conversion.group(3)),
                (char) 0,
                precision == null ? -1 : precision.isEmpty() ? 0 : Integer.parseInt(precision),
                "iu".indexOf(letter) >= 0 ? 'd' : letter);
    }

    private static BigInteger whole(@Nullable Object value) {
        return value instanceof Double number && Double.isFinite(number)
                ? new BigDecimal(number).toBigInteger()
                : BigInteger.valueOf(Values.asLong(value));
    }

    private @Nullable Object next() {
        if (taken == positional.size()) {
            throw new TemplateException("a % format has more conversions than values");
        }
        return positional.get(taken++);
    }

    private @Nullable Object named(String name) {
        if (values instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        throw new TemplateException("a % format names '" + name + "', which its values lack");
    }
}
