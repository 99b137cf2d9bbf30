package io.kafkagrpo.jinja.syntax;

/** What Python takes for whitespace. */
public final class Whitespace {

    private Whitespace() {}

    /** Python's str.isspace for one character. */
    public static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }

    /** Python's str.rstrip. */
    public static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
