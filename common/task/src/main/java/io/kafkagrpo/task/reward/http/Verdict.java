package io.kafkagrpo.task.reward.http;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a judge's answer becomes a number: the last place where the pattern fits, of which the first group counts.
 *
 * @param pattern with one group
 * @param points what words are worth, in lower case; empty: the group is a number
 */
record Verdict(Pattern pattern, Map<String, Double> points) {

    /** @throws IllegalArgumentException if the pattern or the points can't be read */
    static Verdict of(String pattern, String points) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            if (compiled.groupCount() < 1) {
                throw new IllegalArgumentException(
                        "verdict is \"%s\"; allowed is a pattern with a group, such as Score: ([0-9.]+)."
                                .formatted(pattern));
            }
            return new Verdict(compiled, points(points));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "verdict is \"%s\", which is no pattern: %s.".formatted(pattern, e.getDescription()), e);
        }
    }

    /** The number; empty if the answer has none. */
    OptionalDouble in(String answer) {
        Matcher places = pattern.matcher(answer);
        String last = null;
        while (places.find()) {
            last = places.group(1);
        }
        if (last == null) {
            return OptionalDouble.empty();
        }
        Double worth = points.get(last.strip().toLowerCase(Locale.ROOT));
        if (worth != null) {
            return OptionalDouble.of(worth);
        }
        try {
            return points.isEmpty() ? OptionalDouble.of(Double.parseDouble(last.strip())) : OptionalDouble.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalDouble.empty();
        }
    }

    private static Map<String, Double> points(String text) {
        Map<String, Double> points = new TreeMap<>();
        for (String entry : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = entry.lastIndexOf('=');
            try {
                points.put(
                        entry.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        Double.parseDouble(entry.substring(equals + 1)));
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "points is \"%s\"; allowed are words with numbers, such as yes=1,no=0.".formatted(text), e);
            }
        }
        return Map.copyOf(points);
    }
}
