package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.Rational;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** English words for numbers: {@code one hundred and five}, {@code twenty-one}, {@code two thirds}. */
public final class NumberWords {

    private static final Map<String, Integer> SMALL = new HashMap<>();
    private static final Map<String, Long> SCALES = Map.of(
            "thousand", 1_000L, "million", 1_000_000L, "billion", 1_000_000_000L, "trillion", 1_000_000_000_000L);
    private static final Map<String, Integer> PARTS = new HashMap<>();

    static {
        String[] ones = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
                        + " sixteen seventeen eighteen nineteen")
                .split(" ");
        for (int i = 0; i < ones.length; i++) {
            SMALL.put(ones[i], i);
        }
        String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
        for (int i = 0; i < tens.length; i++) {
            SMALL.put(tens[i], 20 + 10 * i);
        }
        String[] parts = "half third quarter fifth sixth seventh eighth ninth tenth".split(" ");
        for (int i = 0; i < parts.length; i++) {
            PARTS.put(parts[i], i + 2);
            PARTS.put(parts[i] + "s", i + 2);
        }
        PARTS.put("halves", 2);
        PARTS.put("fourth", 4);
        PARTS.put("fourths", 4);
        PARTS.put("twelfth", 12);
        PARTS.put("twelfths", 12);
        PARTS.put("hundredth", 100);
        PARTS.put("hundredths", 100);
    }

    /** A number and how many words it took. */
    public record Reading(Rational value, int words) {}

    private NumberWords() {}

    /** The number that begins the list of lower-case words; null if none does. */
    public static @Nullable Reading first(List<String> words) {
        int at = 0;
        boolean negative = !words.isEmpty()
                && (words.getFirst().equals("minus") || words.getFirst().equals("negative"));
        at += negative ? 1 : 0;
        long total = 0;
        long group = -1;
        int end = -1;
        while (at < words.size()) {
            String word = words.get(at);
            Integer small = SMALL.get(word);
            Long scale = SCALES.get(word);
            if (small != null && fits(group, small)) {
                group = Math.max(group, 0) + small;
            } else if (word.equals("hundred") && group > 0 && group < 100) {
                group *= 100;
            } else if (scale != null && group > 0 && (total == 0 || scale < lowest(total))) {
                total += group * scale;
                group = 0;
            } else if (word.equals("and")
                    && end >= 0
                    && at + 1 < words.size()
                    && follows(group, total, words.get(at + 1))) {
                at++;
                continue;
            } else {
                break;
            }
            at++;
            end = at;
        }
        if (end < 0) {
            return null;
        }
        Rational value = Rational.of(total + Math.max(group, 0));
        Integer part = end < words.size() ? PARTS.get(words.get(end)) : null;
        if (part != null) {
            value = value.over(Rational.of(part));
            end++;
        }
        return new Reading(negative ? value.negate() : value, end);
    }

    /** What a word after digits multiplies them by; null if it is no such word. */
    public static @Nullable Long scale(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "hundred" -> Long.valueOf(100);
            case "dozen" -> Long.valueOf(12);
            default -> SCALES.get(lower);
        };
    }

    /** Whether the word has to do with numbers, so that it isn't passed over. */
    public static boolean isNumeric(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        for (String part : lower.split("-")) {
            if ((SMALL.containsKey(part) && !part.equals("one"))
                    || scale(part) != null
                    || (PARTS.containsKey(part) && !part.equals("quarter"))) {
                return true;
            }
        }
        return false;
    }

    /** The base that a subscript names; the subscript itself where it is digits. */
    static String baseOf(String subscript) {
        Integer named = SMALL.get(subscript.toLowerCase(Locale.ROOT));
        return named == null ? subscript : Integer.toString(named);
    }

    private static boolean fits(long group, int small) {
        if (group < 0 || group == 0) {
            return true;
        }
        long tens = group % 100;
        return small < 10 ? tens % 10 == 0 && tens != 10 : small < 100 && tens == 0;
    }

    private static boolean follows(long group, long total, String next) {
        return SMALL.containsKey(next) && ((group >= 100 && group % 100 == 0) || (group == 0 && total > 0));
    }

    private static long lowest(long total) {
        long scale = 1;
        while (total % (scale * 1000) == 0) {
            scale *= 1000;
        }
        return scale;
    }
}
