package io.kafkagrpo.task.answer;

/** Python's notions of whitespace and number text, which differ from Java's and decide rewards at the edges. */
public final class PythonText {

    private PythonText() {}

    /**
     * Python's {@code str.isspace} for one character, which {@code str.strip} and {@code \s} use: Unicode's
     * White_Space and the four information separators U+001C to U+001F. (Java's isWhitespace leaves out the
     * no-break spaces and U+0085, and White_Space leaves out the separators.)
     */
    static boolean isSpace(char c) {
        return switch (c) {
            case '\t', '\n', 0x0B, '\f', '\r', 0x1C, 0x1D, 0x1E, 0x1F, ' ', 0x85, 0xA0 -> true;
            case 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    /** Python's {@code str.strip()}. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * Python's {@code float} of a text that is made of an optional minus, decimal digits of any script and at most
     * one point. Correctly rounded; too large gives infinity.
     */
    static double parseFloat(String number) {
        StringBuilder ascii = new StringBuilder(number.length());
        number.codePoints().forEach(c -> {
            if (Character.isDigit(c)) {
                ascii.append(Character.digit(c, 10));
            } else {
                ascii.appendCodePoint(c);
            }
        });
        return Double.parseDouble(ascii.toString());
    }
}
