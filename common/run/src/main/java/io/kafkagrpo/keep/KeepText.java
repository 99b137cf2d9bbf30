package io.kafkagrpo.keep;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a configuration says what is kept. */
public final class KeepText {
    /** What may be said of groups and completions. */
    public static final String ALLOWED =
            "'all', a time of at least a day such as 36h, 7d or 4w, or a size of the whole topic such as 500MB, 20GB or 1TB";

    /** What may be said of the weights: a time could take the newest of a run that rests. */
    public static final String SIZE_ALLOWED = "'all', or a size such as 20GB or 1TB";

    private static final Duration SHORTEST = Duration.ofDays(1);
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([1-9]\\d{0,5})(h|d|w|MB|GB|TB)");

    private KeepText() {}

    /** Reads {@code all}, a time or a size; null where the text is none of them, or the time is too short. */
    public static @Nullable Keep parse(String text) {
        if (text.equals("all")) {
            return new Keep.All();
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        return matcher.matches() ? of(Long.parseLong(matcher.group(1)), matcher.group(2)) : null;
    }

    /** The same without a time. */
    public static @Nullable Keep parseSize(String text) {
        Keep keep = parse(text);
        return keep instanceof Keep.For ? null : keep;
    }

    private static @Nullable Keep of(long count, String unit) {
        return switch (unit) {
            case "h" -> within(Duration.ofHours(count));
            case "d" -> within(Duration.ofDays(count));
            case "w" -> within(Duration.ofDays(7 * count));
            case "MB" -> new Keep.UpTo(count * 1_000_000);
            case "GB" -> new Keep.UpTo(count * 1_000_000_000);
            default -> new Keep.UpTo(count * 1_000_000_000_000L);
        };
    }

    private static @Nullable Keep within(Duration time) {
        return time.compareTo(SHORTEST) < 0 ? null : new Keep.For(time);
    }
}
