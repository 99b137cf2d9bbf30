package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that Jinja and transformers give to every chat template. */
final class Globals {

    /** The longest range() of Jinja's sandbox. */
    private static final long LONGEST_RANGE = 100_000;

    private final Clock clock;

    private Globals(Clock clock) {
        this.clock = clock;
    }

    static Map<String, Object> functions(Clock clock) {
        var globals = new Globals(clock);
        Map<String, Callable> functions = Map.of(
                "raise_exception", Globals::raiseException,
                "strftime_now", globals::formattedNow,
                "namespace", Globals::namespace,
                "dict", arguments -> new LinkedHashMap<Object, Object>(attributes(arguments)),
                "range", Globals::range);
        return Map.copyOf(functions);
    }

    private static Object raiseException(Arguments arguments) {
        throw new TemplateException(Text.of(arguments.get(0, "message")));
    }

    private static Object namespace(Arguments arguments) {
        return new Namespace(attributes(arguments));
    }

    private static Map<String, Object> attributes(Arguments arguments) {
        var attributes = new LinkedHashMap<String, Object>();
        for (Object source : arguments.positional()) {
            if (!(source instanceof Map<?, ?> map)) {
                throw new TemplateException("namespace() and dict() take a dict or named values");
            }
            map.forEach((key, value) -> attributes.put(Text.of(key), value));
        }
        attributes.putAll(arguments.named());
        return attributes;
    }

    private static Object range(Arguments arguments) {
        arguments.requireOnly("range()", List.of("start", "stop", "step"));
        boolean onlyStop = !arguments.has(1, "stop");
        long start = onlyStop ? 0 : Values.asLong(arguments.get(0, "start"));
        long stop = Values.asLong(onlyStop ? arguments.get(0, "start") : arguments.get(1, "stop"));
        long step = arguments.integer(2, "step", 1);
        if (step == 0) {
            throw new TemplateException("range()'s step can't be 0");
        }
        var numbers = new ArrayList<Object>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            if (numbers.size() == LONGEST_RANGE) {
                throw new TemplateException("range() gives more than " + LONGEST_RANGE + " numbers");
            }
            numbers.add(i);
        }
        return numbers;
    }

    private @Nullable Object formattedNow(Arguments arguments) {
        return formatted(arguments.string(0, "format"), ZonedDateTime.now(clock));
    }

    /** C's strftime in the C locale. */
    static String formatted(String format, ZonedDateTime time) {
        var text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char field = format.charAt(++i);
            boolean unpadded = field == '-' && i + 1 < format.length();
            if (unpadded) {
                field = format.charAt(++i);
            }
            String value = field(field, time);
            text.append(unpadded ? value.replaceFirst("^0+(?=.)", "") : value);
        }
        return text.toString();
    }

    private static String field(char field, ZonedDateTime time) {
        String pattern = switch (field) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'j' -> "DDD";
            case 'p' -> "a";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            case 'D' -> "MM/dd/yy";
            case 'R' -> "HH:mm";
            case '%' -> "'%'";
            case 'n' -> "'\n'";
            case 't' -> "'\t'";
            default -> throw new TemplateException("strftime_now's %" + field + " is not supported");
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }
}
