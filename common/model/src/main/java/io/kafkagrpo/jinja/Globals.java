package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
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

    /** What {@code namespace(a=1)} makes: attributes that may be set from within inner scopes. */
    record Namespace(Map<String, Object> attributes) {}

    /** What {@code cycler('a', 'b')} makes: {@code next()} gives its values in turn. */
    static final class Cycler {

        private final List<Object> values;
        private int at;

        Cycler(List<Object> values) {
            if (values.isEmpty()) {
                throw new TemplateException("cycler() needs values");
            }
            this.values = values;
        }

        Object attribute(String name) {
            Callable next = _ -> {
                Object value = values.get(at);
                at = (at + 1) % values.size();
                return value;
            };
            Callable reset = _ -> {
                at = 0;
                return null;
            };
            return switch (name) {
                case "next" -> next;
                case "reset" -> reset;
                case "current" -> values.get(at);
                default -> new Undefined("'" + name + "' of a cycler");
            };
        }
    }

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
                "range", Globals::range,
                "joiner", Globals::joiner,
                "cycler", arguments -> new Cycler(arguments.positional()));
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

    /** Gives nothing at its first call, then what separates. */
    private static Object joiner(Arguments arguments) {
        String separator = arguments.string(0, "sep", ", ");
        boolean[] called = {false};
        Callable joiner = _ -> {
            String given = called[0] ? separator : "";
            called[0] = true;
            return given;
        };
        return joiner;
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
        return switch (field) {
            case 'e' -> "%2d".formatted(time.getDayOfMonth());
            case 'k' -> "%2d".formatted(time.getHour());
            case 'l' -> "%2d".formatted((time.getHour() + 11) % 12 + 1);
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'U' -> week(time, time.getDayOfWeek().getValue() % 7);
            case 'W' -> week(time, time.getDayOfWeek().getValue() - 1);
            case 'V' -> "%02d".formatted(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'C' -> "%02d".formatted(time.getYear() / 100);
            case 's' -> Long.toString(time.toEpochSecond());
            case 'c' -> formatted("%a %b %e %H:%M:%S %Y", time);
            case 'x' -> formatted("%m/%d/%y", time);
            case 'X' -> formatted("%H:%M:%S", time);
            case 'r' -> formatted("%I:%M:%S %p", time);
            // the time has no zone, as Python's datetime.now()
            case 'Z', 'z' -> "";
            default -> DateTimeFormatter.ofPattern(pattern(field), Locale.US).format(time);
        };
    }

    /** Weeks of the year, the days before its first Sunday (or Monday) being week 0. */
    private static String week(ZonedDateTime time, int dayOfWeek) {
        return "%02d".formatted((time.getDayOfYear() + 6 - dayOfWeek) / 7);
    }

    private static String pattern(char field) {
        return switch (field) {
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
    }
}
