package io.kafkagrpo.task.answer;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds answers and numbers in text by the rules of the tutorial's GRPO.py (theLMbook, commit aa598f2), with the
 * meaning that Python gives them: digits and whitespace of any script.
 */
public final class AnswerExtraction {

    private static final String OPEN = "<answer>";
    private static final String CLOSE = "</answer>";
    private static final String DATASET_MARKER = "####";
    private static final String PLACEHOLDER = "...";
    private static final Pattern NUMBER = Pattern.compile("-?\\p{Nd}*\\.?\\p{Nd}+");

    private AnswerExtraction() {}

    /**
     * The stripped text between the last {@code <answer>} and the first {@code </answer>} after it; null if either
     * is missing or if the text is {@code ...}, which a model copies from the system prompt.
     */
    public static @Nullable String fromCompletion(String text) {
        int open = text.lastIndexOf(OPEN);
        if (open < 0) {
            return null;
        }
        int start = open + OPEN.length();
        int close = text.indexOf(CLOSE, start);
        if (close < 0) {
            return null;
        }
        String answer = PythonText.strip(text.substring(start, close));
        return answer.equals(PLACEHOLDER) ? null : answer;
    }

    /** The stripped text between the first {@code ####} and the next, or the end; null without a {@code ####}. */
    public static @Nullable String fromDataset(String text) {
        int marker = text.indexOf(DATASET_MARKER);
        if (marker < 0) {
            return null;
        }
        int start = marker + DATASET_MARKER.length();
        int next = text.indexOf(DATASET_MARKER, start);
        return PythonText.strip(text.substring(start, next < 0 ? text.length() : next));
    }

    /** The only number in the text; empty if there is none or more than one ({@code 1,000} counts as two). */
    public static OptionalDouble singleNumber(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.find()) {
            return OptionalDouble.empty();
        }
        String first = matcher.group();
        return matcher.find() ? OptionalDouble.empty() : OptionalDouble.of(PythonText.parseFloat(first));
    }

    /**
     * The number that ends the text, if whitespace, {@code =} or the start of the text stands before it; {@code $}
     * and {@code %} are ignored. {@code 72.} and {@code total:72} don't count.
     */
    public static OptionalDouble lastNumber(String text) {
        String stripped = PythonText.strip(text.replace("$", "").replace("%", ""));
        int start = stripped.length();
        while (start > 0 && stripped.charAt(start - 1) != '=' && !PythonText.isSpace(stripped.charAt(start - 1))) {
            start--;
        }
        String last = stripped.substring(start);
        return NUMBER.matcher(last).matches() ? OptionalDouble.of(PythonText.parseFloat(last)) : OptionalDouble.empty();
    }

    /** The last number anywhere in the text, whatever stands around it: 12 in {@code so it is 12.} */
    public static OptionalDouble lastNumberAnywhere(String text) {
        Matcher matcher = NUMBER.matcher(text);
        OptionalDouble last = OptionalDouble.empty();
        while (matcher.find()) {
            last = OptionalDouble.of(PythonText.parseFloat(matcher.group()));
        }
        return last;
    }
}
