package io.kafkagrpo.task.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The final answer of a worked solution as GSM8K has it: behind {@code ####} at the start of a line. Five signs,
 * or four within a line, are no marker; two markers are two headings of Markdown, of which none can be told to be
 * the answer.
 */
public final class Gsm8kAnswer {

    private static final Pattern MARKER = Pattern.compile("(?m)^[ \\t]*####(?!#)");

    private Gsm8kAnswer() {}

    /** How many markers the text has. */
    public static int markers(String text) {
        return (int) MARKER.matcher(text).results().count();
    }

    /** The stripped text behind the only marker; null if there is none or more than one. */
    public static @Nullable String of(String text) {
        Matcher marker = MARKER.matcher(text);
        if (!marker.find()) {
            return null;
        }
        String answer = PythonText.strip(text.substring(marker.end()));
        return marker.find() ? null : answer;
    }
}
