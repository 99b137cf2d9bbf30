package io.kafkagrpo.settings;

import io.kafkagrpo.compute.DeviceName;
import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.keep.KeepText;
import io.kafkagrpo.keep.Keeping;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration: its name, how a text becomes its value, its default and what is allowed.
 *
 * @param name dotted, as in the YAML file and in {@code --set}
 * @param parser turns a text into a value, or returns null where the text is not allowed
 * @param defaultText what holds where the file is silent; null where the key has no value then
 * @param presence whether a run can do without a value
 * @param scope whether all services of a run must agree on it
 * @param allowed what is allowed, in words that end the sentence "… is not …"
 * @param description one line for people
 */
public record Key<T>(
        String name,
        Function<String, @Nullable T> parser,
        @Nullable String defaultText,
        Presence presence,
        Scope scope,
        String allowed,
        String description) {

    /** Whether a run can do without a value for the key. */
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    /** Whose business the key is. */
    public enum Scope {
        /** What the run computes depends on it: every service must hold the same value. */
        RUN,
        /** How this machine does its part: may differ from pod to pod. */
        NODE
    }

    /** What a flag is recorded as, however it was written. */
    enum Flag {
        ON,
        OFF
    }

    static Key<Integer> integer(String name, int defaultValue, int least, String description) {
        return new Key<>(
                name,
                text -> {
                    Long value = whole(text, least);
                    return value == null || value > Integer.MAX_VALUE ? null : (Integer) value.intValue();
                },
                Integer.toString(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                "a whole number of at least " + least,
                description);
    }

    static Key<Long> longInteger(String name, long defaultValue, long least, String description) {
        return new Key<>(
                name,
                text -> whole(text, least),
                Long.toString(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                "a whole number of at least " + least,
                description);
    }

    /** A number within [least, most]. */
    static Key<Double> number(String name, double defaultValue, double least, double most, String description) {
        return new Key<>(
                name,
                text -> within(text, least, most),
                plain(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                most == Double.POSITIVE_INFINITY
                        ? "a number of at least " + plain(least)
                        : "a number from " + plain(least) + " to " + plain(most),
                description);
    }

    /** A number within [0, 1], without a default. */
    static Key<Double> share(String name, String description) {
        return number(name, 0, 0, 1, description).withoutDefault();
    }

    /** A number above {@code bound}; without a value where there is no default. */
    static Key<Double> numberAbove(String name, @Nullable Double defaultValue, double bound, String description) {
        return new Key<>(
                name,
                text -> within(text, Math.nextUp(bound), Double.POSITIVE_INFINITY),
                defaultValue == null ? null : plain(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                "a number above " + plain(bound),
                description);
    }

    /** Any finite number, without a default. */
    static Key<Double> optionalNumber(String name, String description) {
        return new Key<>(
                name,
                text -> within(text, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                null,
                Presence.OPTIONAL,
                Scope.RUN,
                "a number",
                description);
    }

    static Key<String> text(String name, @Nullable String defaultValue, String description) {
        return new Key<>(name, text -> text, defaultValue, Presence.OPTIONAL, Scope.RUN, "a text", description);
    }

    /** One of an enum's constants, by its {@linkplain #textOf text}. */
    static <E extends Enum<E>> Key<E> choice(String name, E defaultValue, String description) {
        Class<E> type = defaultValue.getDeclaringClass();
        Map<String, E> byText = new LinkedHashMap<>();
        byText.put(textOf(defaultValue), defaultValue);
        EnumSet.allOf(type).forEach(value -> byText.put(textOf(value), value));
        return new Key<>(
                name,
                byText::get,
                textOf(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                "one of " + String.join(", ", byText.keySet()),
                description);
    }

    /**
     * On or off; YAML 1.1 reads these two as true and false before anyone else does, so every such pair of its is
     * taken.
     */
    static Key<Boolean> flag(String name, Flag defaultValue, String description) {
        return new Key<>(
                name,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "on", "true", "yes" -> Boolean.TRUE;
                    case "off", "false", "no" -> Boolean.FALSE;
                    default -> null;
                },
                textOf(defaultValue),
                Presence.OPTIONAL,
                Scope.RUN,
                "on or off (or true, false, yes, no)",
                description);
    }

    /** Devices, written as a YAML list or separated by commas. */
    static Key<List<String>> devices(String name, String description) {
        return new Key<>(
                name,
                text -> {
                    List<String> entries =
                            Arrays.stream(text.split(",")).map(String::strip).toList();
                    return entries.stream().allMatch(DeviceName::isOne) ? entries : null;
                },
                "cpu",
                Presence.OPTIONAL,
                Scope.RUN,
                "a list of " + DeviceName.ALLOWED,
                description);
    }

    static Key<String> device(String name, String description) {
        return new Key<>(
                name,
                text -> DeviceName.isOne(text) ? text : null,
                "cpu",
                Presence.OPTIONAL,
                Scope.RUN,
                DeviceName.ALLOWED,
                description);
    }

    /** Any texts but empty ones, written as a YAML list or as {@link TextList} does; without a default. */
    static Key<List<String>> texts(String name, String description) {
        return new Key<>(
                name,
                text -> {
                    List<String> entries = TextList.split(text);
                    return entries == null || entries.contains("") ? null : List.copyOf(entries);
                },
                null,
                Presence.OPTIONAL,
                Scope.RUN,
                "a list of texts, none of them empty; in one line, a comma separates, and \\, is a comma, \\n a line end, \\s a space",
                description);
    }

    /** How much of a topic is kept; all, where the configuration is silent. */
    static Key<Keep> keep(String topic, String description) {
        return new Key<>(
                Keeping.PREFIX + topic,
                KeepText::parse,
                "all",
                Presence.OPTIONAL,
                Scope.RUN,
                KeepText.ALLOWED,
                description);
    }

    /** The same where only a size makes sense; without a default. */
    static Key<Keep> keepSize(String topic, String description) {
        return new Key<>(
                Keeping.PREFIX + topic,
                KeepText::parseSize,
                null,
                Presence.OPTIONAL,
                Scope.RUN,
                KeepText.SIZE_ALLOWED,
                description);
    }

    private Key<T> withoutDefault() {
        return new Key<>(name, parser, null, presence, scope, allowed, description);
    }

    /** The same key, without which there is no run. */
    Key<T> required() {
        return new Key<>(name, parser, null, Presence.REQUIRED, scope, allowed, description);
    }

    /** The same key, as each machine's own business. */
    Key<T> perNode() {
        return new Key<>(name, parser, defaultText, presence, Scope.NODE, allowed, description);
    }

    /** The same key, whose text must match a regular expression. */
    Key<T> matching(String pattern, String allowedInWords) {
        return new Key<>(
                name,
                text -> text.matches(pattern) ? parser.apply(text) : null,
                defaultText,
                presence,
                scope,
                allowedInWords,
                description);
    }

    T parse(String text, String source) {
        T value = parser.apply(text.strip());
        if (value == null) {
            throw new SettingsException("%s: the value '%s' of %s is not %s.".formatted(source, text, name, allowed));
        }
        return value;
    }

    /**
     * The text that a run records: one text for each value of a flag, so that on and true agree; others as they
     * were written.
     */
    String recorded(String text) {
        return parser.apply(text.strip()) instanceof Boolean flag ? textOf(flag ? Flag.ON : Flag.OFF) : text;
    }

    /** An enum's constant as configurations and logs write it, such as {@code leave-one-out}. */
    static String textOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Long whole(String text, long least) {
        try {
            long value = Long.parseLong(text.replace("_", ""));
            return value >= least ? (Long) value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Double within(String text, double least, double most) {
        try {
            double value = Double.parseDouble(text);
            return value >= least && value <= most && Double.isFinite(value) ? (Double) value : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
