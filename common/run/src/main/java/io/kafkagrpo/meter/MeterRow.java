package io.kafkagrpo.meter;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One line of the table of meters.
 *
 * @param shown its name in Prometheus; capitals stand for a name that the run gives, such as that
 *      of a reward function
 * @param labels its labels, separated by commas; may be empty
 * @param kind how it changes
 * @param unit of its value; empty for a plain number
 * @param service that shows it
 * @param meaning one sentence, perhaps two
 */
public record MeterRow(String shown, String labels, Kind kind, String unit, String service, String meaning) {
    /** How a value changes. */
    public enum Kind {
        /** Up and down. */
        GAUGE,
        /** Up only, from 0 at the start of the process. */
        COUNTER,
        /** Seconds, added up and counted. */
        TIMER;

        /** As the documentation says it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FREE = Pattern.compile("[A-Z]+");

    static MeterRow gauge(String service, String name, String unit, String meaning) {
        return new MeterRow(shown(name), "", Kind.GAUGE, unit, service, meaning);
    }

    static MeterRow counter(String service, String name, String labels, String unit, String meaning) {
        return new MeterRow(shown(name) + "_total", labels, Kind.COUNTER, unit, service, meaning);
    }

    static MeterRow timer(String service, String name, String labels, String meaning) {
        return new MeterRow(shown(name) + "_seconds", labels, Kind.TIMER, "s", service, meaning);
    }

    private static String shown(String name) {
        return name.replace('.', '_').replace('-', '_');
    }

    /** Whether a name that Prometheus was shown is this meter's; a timer shows sum, count and maximum. */
    public boolean isShownAs(String name) {
        String free = FREE.matcher(shown).replaceAll("[a-z0-9_]+");
        return switch (kind) {
            case GAUGE -> name.matches(free + "(_update[0-9]+)?");
            case COUNTER -> name.matches(free);
            case TIMER -> name.matches(free + "_(sum|count|max)");
        };
    }

    /** As the documentation has it. */
    String row() {
        return "| `%s` | %s | %s | %s | %s | %s |"
                .formatted(shown, kind.word(), unit, labels.isEmpty() ? "" : "`" + labels + "`", service, meaning);
    }
}
