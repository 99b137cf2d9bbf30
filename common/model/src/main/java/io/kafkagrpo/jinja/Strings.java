package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import io.kafkagrpo.jinja.syntax.Whitespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Strings as Python sees them: sequences of code points, with Python's idea of whitespace. */
final class Strings {

    private Strings() {}

    static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && Whitespace.isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    static String strip(String text) {
        return stripLeading(Whitespace.stripTrailing(text));
    }

    /** Strips the characters of a set from the front. */
    static String stripLeading(String text, String characters) {
        int start = 0;
        while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    /** Strips the characters of a set from the back. */
    static String stripTrailing(String text, String characters) {
        int end = text.length();
        while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    /** One string per code point. */
    static List<Object> characters(String text) {
        var characters = new ArrayList<Object>(text.length());
        text.codePoints().forEach(point -> characters.add(Character.toString(point)));
        return characters;
    }

    /** Python's split at runs of whitespace. */
    static List<Object> words(String text, long mostSplits) {
        var words = new ArrayList<Object>();
        String rest = stripLeading(text);
        while (!rest.isEmpty()) {
            int end = 0;
            while (end < rest.length() && !Whitespace.isSpace(rest.charAt(end))) {
                end++;
            }
            if (mostSplits >= 0 && words.size() == mostSplits) {
                words.add(Whitespace.stripTrailing(rest));
                return words;
            }
            words.add(rest.substring(0, end));
            rest = stripLeading(rest.substring(end));
        }
        return words;
    }

    /** Python's split at a separator. */
    static List<Object> split(String text, String separator, long mostSplits) {
        if (separator.isEmpty()) {
            throw new TemplateException("split() was given an empty separator");
        }
        var parts = new ArrayList<Object>();
        int start = 0;
        int at;
        while ((mostSplits < 0 || parts.size() < mostSplits) && (at = text.indexOf(separator, start)) >= 0) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Python's split from the right. */
    static List<Object> splitFromRight(String text, String separator, long mostSplits) {
        if (separator.isEmpty()) {
            throw new TemplateException("rsplit() was given an empty separator");
        }
        var parts = new ArrayList<Object>();
        int end = text.length();
        while (mostSplits < 0 || parts.size() < mostSplits) {
            int at = end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
            if (at < 0) {
                break;
            }
            parts.addFirst(text.substring(at + separator.length(), end));
            end = at;
        }
        parts.addFirst(text.substring(0, end));
        return parts;
    }

    static String replace(String text, String old, String replacement, long most) {
        if (most < 0) {
            return text.replace(old, replacement);
        }
        var result = new StringBuilder();
        int start = 0;
        for (long count = 0; count < most; count++) {
            int at = text.indexOf(old, start);
            if (at < 0 || (old.isEmpty() && at >= text.length())) {
                break;
            }
            result.append(text, start, at).append(replacement);
            start = at + old.length();
            if (old.isEmpty()) {
                result.append(text.charAt(start++));
            }
        }
        return result.append(text.substring(start)).toString();
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = Character.charCount(text.codePointAt(0));
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** Python's str.title: each run of letters begins with a capital. */
    static String titled(String text) {
        var result = new StringBuilder();
        boolean within = false;
        for (int point : text.codePoints().toArray()) {
            result.appendCodePoint(within ? Character.toLowerCase(point) : Character.toTitleCase(point));
            within = Character.isLetter(point);
        }
        return result.toString();
    }
}
