package io.kafkagrpo.task.answer.math.syntax;

import io.kafkagrpo.task.answer.algebra.UndecidedException;

/** Where TeX's groups and delimiters end. */
public final class Braces {

    private Braces() {}

    /**
     * The place of the brace that closes the one at {@code open}; escaped braces don't count.
     *
     * @throws UndecidedException if it isn't closed
     */
    public static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> {
                    depth--;
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        throw new UndecidedException("a brace isn't closed");
    }

    /** Whether the dollar signs that aren't escaped are of an even number, and so delimit mathematics. */
    static boolean dollarsArePaired(String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '$') {
                plain++;
            }
        }
        return plain % 2 == 0;
    }
}
