package io.kafkagrpo.task.answer.math.syntax;

/**
 * One piece of an answer.
 *
 * @param kind what it is
 * @param text a number's digits, a variable's name, a word, a function's name or a sign
 * @param spaced whether white space stands before it
 */
public record Token(Kind kind, String text, boolean spaced) {

    /** What a token is. */
    public enum Kind {
        /** Decimal digits with at most one point, or {@code a/b} for a repeating decimal. */
        NUMBER,
        /** Digits and their base, as {@code 101_2}. */
        BASED,
        /** A variable, or one of the constants pi, e and i. */
        LETTER,
        WORD,
        /** A function's name. */
        FUNCTION,
        /** An operator, bracket or other sign. */
        SIGN,
        BEGIN,
        END
    }

    public boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    public boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }
}
