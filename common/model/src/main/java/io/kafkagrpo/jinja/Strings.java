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
                words.add(rest);
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

    /** Whether lines keep the signs that end them. */
    enum LineEnds {
        KEPT,
        CUT
    }

    /** Python's splitlines: at more signs than Java's, such as a form feed and U+2028. */
    static List<Object> lines(String text, LineEnds ends) {
        var lines = new ArrayList<Object>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isLineEnd(text.charAt(i))) {
                int next = text.startsWith("\r\n", i) ? i + 2 : i + 1;
                lines.add(text.substring(start, ends == LineEnds.KEPT ? next : i));
                start = next;
                i = next - 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return switch (c) {
            case '\n', '\r', 0x0B, '\f', 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /** Python's rsplit at runs of whitespace. */
    static List<Object> wordsFromRight(String text, long mostSplits) {
        List<Object> words = words(text, -1);
        if (words.size() <= mostSplits + 1) {
            return words;
        }
        var last = new ArrayList<Object>(words.subList(words.size() - (int) mostSplits, words.size()));
        String rest = Whitespace.stripTrailing(text);
        for (Object word : last.reversed()) {
            rest = Whitespace.stripTrailing(rest.substring(0, rest.length() - ((String) word).length()));
        }
        last.addFirst(rest);
        return last;
    }

    static String swapped(String text) {
        var result = new StringBuilder();
        text.codePoints()
                .forEach(point -> result.append(
                        Character.isUpperCase(point)
                                ? Character.toString(point).toLowerCase(Locale.ROOT)
                                : Character.toString(point).toUpperCase(Locale.ROOT)));
        return result.toString();
    }

    /** Python's zfill, ljust, rjust and center. */
    static String padded(String text, String method, Arguments arguments) {
        long width = Values.asLong(arguments.required(0, "width"));
        String fill = arguments.string(1, "fillchar", " ");
        int missing = (int) Math.clamp(width - Values.length(text), 0, 100_000);
        if (Values.length(fill) != 1) {
            throw new TemplateException(method + "() needs one character to fill with");
        }
        return switch (method) {
            case "zfill" -> {
                int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
                yield text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
            }
            case "ljust" -> text + fill.repeat(missing);
            case "rjust" -> fill.repeat(missing) + text;
            default -> {
                // Python puts the odd one to the left where the width is odd
                int left = missing / 2 + (int) (missing & width & 1);
                yield fill.repeat(left) + text + fill.repeat(missing - left);
            }
        };
    }

    static String withoutTabs(String text, long size) {
        var result = new StringBuilder();
        int column = 0;
        for (int point : text.codePoints().toArray()) {
            if (point == '\t') {
                int blanks = size <= 0 ? 0 : (int) (Math.min(size, 1_000) - column % Math.min(size, 1_000));
                result.repeat(' ', blanks);
                column += blanks;
            } else {
                result.appendCodePoint(point);
                column = point == '\n' || point == '\r' ? 0 : column + 1;
            }
        }
        return result.toString();
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
