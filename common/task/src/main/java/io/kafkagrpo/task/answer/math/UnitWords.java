package io.kafkagrpo.task.answer.math;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What words after a number do: say what is counted, say nothing, or change what the number says. */
final class UnitWords {

    /** Words that change what the number before them says, so that it isn't the answer. */
    private static final Set<String> CHANGING = Set.of(
            "than",
            "least",
            "most",
            "about",
            "approximately",
            "around",
            "roughly",
            "nearly",
            "almost",
            "maybe",
            "perhaps",
            "possibly",
            "either",
            "neither",
            "nor",
            "between",
            "to",
            "from",
            "plus",
            "minus",
            "times",
            "divided",
            "multiplied",
            "half",
            "squared",
            "cubed",
            "factorial",
            "remainder",
            "if",
            "unless",
            "except",
            "wrong",
            "incorrect",
            "not",
            "no",
            "never",
            "isn't",
            "aren't",
            "wasn't",
            "doesn't",
            "don't",
            "can't",
            "cannot",
            "but",
            "so",
            "because",
            "since",
            "then",
            "therefore",
            "is",
            "are",
            "was",
            "were",
            "equals",
            "mod",
            "modulo",
            "union",
            "th",
            "st",
            "nd",
            "rd",
            "thousands",
            "millions",
            "billions",
            "dozens",
            "hundreds",
            "am",
            "pm",
            "o'clock",
            "choose",
            "up",
            "down",
            "negative",
            "per-cent",
            "false",
            "base",
            "quarters");

    private static final Set<String> PASSED_OVER = Set.of(
            "of",
            "the",
            "in",
            "a",
            "an",
            "total",
            "each",
            "for",
            "at",
            "on",
            "per",
            "his",
            "her",
            "their",
            "its",
            "this",
            "that",
            "altogether",
            "all",
            "left",
            "more",
            "away",
            "long",
            "old",
            "tall",
            "wide",
            "high",
            "deep",
            "later");

    private UnitWords() {}

    /** Whether the word, in lower case, changes what the number before it says. */
    static boolean change(String word) {
        return CHANGING.contains(word);
    }

    /** Adds a unit with its exponent, or another word. */
    static void add(String name, boolean known, int exponent, Map<String, Integer> powers, Set<String> nouns) {
        String lower = name.toLowerCase(Locale.ROOT);
        switch (lower) {
            case "mph" -> powers.putAll(Map.of("mi", 1, "h", -1));
            case "kph", "kmh" -> powers.putAll(Map.of("km", 1, "h", -1));
            default -> {
                if (known) {
                    powers.merge(name, exponent, Integer::sum);
                } else if (!PASSED_OVER.contains(lower)) {
                    nouns.add(
                            lower.length() > 3 && lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower);
                }
            }
        }
    }
}
