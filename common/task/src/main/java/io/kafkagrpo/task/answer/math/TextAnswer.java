package io.kafkagrpo.task.answer.math;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers that are words, dates or the letters of choices. */
final class TextAnswer {

    private static final Map<String, String> OPPOSITES =
            Map.of("yes", "no", "no", "yes", "true", "false", "false", "true");

    private static final Pattern MONTH = Pattern.compile(
            "(?i)\\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
                    + "|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=\\.? \\d))\\b");
    private static final Pattern NUMERIC_DATE = Pattern.compile(
            "(?<![\\d.])(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4})(?![\\d.])");
    private static final Pattern ORDINAL = Pattern.compile("\\b(\\d{1,2})(?:st|nd|rd|th)\\b");

    private static final Pattern CHOICE_ALONE = Pattern.compile("\\(?([A-J])[).:]*");
    private static final Pattern CHOICE_WITH_TEXT =
            Pattern.compile("(?:\\(([A-J])\\)|([A-J])[).:]) ?(.+)", Pattern.DOTALL);
    private static final Pattern OTHER_CHOICE = Pattern.compile("(?<![\\w'\\\\])[A-J](?![\\w'])");
    private static final Pattern CHOICE_WORD =
            Pattern.compile("(?i)^(?:the )?(?:correct |right |best |final )?(?:option|choice|answer)s? ");
    private static final Pattern VERDICT =
            Pattern.compile("(?i) is (?:the )?(?:correct|right|best)(?: (?:answer|option|choice|one))?\\.?$");

    private TextAnswer() {}

    /** Whether the words are the same, or the answer says them in a sentence. */
    static boolean matches(String answer, String reference) {
        List<String> words = words(reference);
        if (words.isEmpty()) {
            return false;
        }
        if (words(answer).equals(words)) {
            return true;
        }
        String opposite = words.size() == 1 ? OPPOSITES.get(words.getFirst()) : null;
        if (opposite != null) {
            return says(answer, words.getFirst(), opposite);
        }
        boolean denied = PlainWords.denies(answer) && !PlainWords.denies(reference);
        boolean hedged = PlainWords.hedges(answer) && !PlainWords.hedges(reference);
        return !denied
                && !hedged
                && PlainWords.candidates(answer).stream()
                        .anyMatch(candidate -> words(candidate).equals(words));
    }

    /** Yes or no, with or without an explanation, but not both. */
    private static boolean says(String answer, String word, String opposite) {
        String plain = PlainWords.plain(answer).toLowerCase(Locale.ROOT);
        if (Pattern.compile("\\b" + opposite + "\\b").matcher(plain).find()) {
            return false;
        }
        boolean first = Pattern.compile("^" + word + "(?: ?[.,;:!(-]|$| because| since)")
                .matcher(plain)
                .find();
        return first
                || (!PlainWords.denies(answer.replaceAll("(?i)\\b" + word + "\\b", ""))
                        && PlainWords.candidates(answer).stream()
                                .anyMatch(candidate -> words(candidate).equals(List.of(word))));
    }

    private static List<String> words(String text) {
        return PlainWords.of(
                isDate(text) ? ORDINAL.matcher(text).replaceAll("$1").replace(",", " ") : text);
    }

    /** Whether a calendar date is in it, whose numbers say nothing by themselves. */
    static boolean isDate(String text) {
        return NUMERIC_DATE.matcher(text).find() || (MONTH.matcher(text).find() && text.matches("(?s).*\\d.*"));
    }

    /** The letter of the choice that a reference names; empty if it names none. */
    static String choice(String reference) {
        String plain = PlainWords.plain(reference);
        Matcher alone = CHOICE_ALONE.matcher(plain);
        if (alone.matches()) {
            return alone.group(1);
        }
        return "";
    }

    /** Whether the answer is that choice and no other. */
    static boolean chooses(String answer, String letter) {
        Matcher explained = CHOICE_WITH_TEXT.matcher(PlainWords.plain(answer));
        if (explained.matches()) {
            return isThat(explained, letter);
        }
        if (PlainWords.denies(answer) || PlainWords.hedges(answer)) {
            return false;
        }
        return PlainWords.candidates(PlainWords.plain(answer)).stream().anyMatch(candidate -> {
            String choice = CHOICE_WORD
                    .matcher(VERDICT.matcher(candidate).replaceFirst(""))
                    .replaceFirst("")
                    .strip();
            Matcher alone = CHOICE_ALONE.matcher(choice);
            if (alone.matches()) {
                return alone.group(1).equals(letter);
            }
            Matcher text = CHOICE_WITH_TEXT.matcher(choice);
            return text.matches() && isThat(text, letter);
        });
    }

    /** Whether a letter with a text behind it is that choice, and the text names no other. */
    private static boolean isThat(Matcher choice, String letter) {
        return letter.equals(choice.group(1) == null ? choice.group(2) : choice.group(1))
                && !OTHER_CHOICE.matcher(choice.group(3)).find();
    }
}
