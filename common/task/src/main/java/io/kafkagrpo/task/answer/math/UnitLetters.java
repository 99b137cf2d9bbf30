package io.kafkagrpo.task.answer.math;

import java.util.ArrayList;
import java.util.List;

/** Reads letters after a number as units where they can be: 20 m/s isn't 20 times m over s. */
final class UnitLetters {

    private UnitLetters() {}

    /** The tokens with the unit's letters as words; the same tokens if there is no such unit. */
    static List<Token> asWords(List<Token> tokens) {
        int first = tokens.size();
        while (first > 0 && canBeUnit(tokens, first - 1)) {
            first--;
        }
        while (first < tokens.size() && tokens.get(first).kind() != Token.Kind.LETTER) {
            first++; // exponents and slashes of the number itself
        }
        if (first == 0 || first == tokens.size()) {
            return tokens;
        }
        Token unit = tokens.get(first);
        boolean compound = tokens.size() > first + 1;
        Token before = tokens.get(first - 1);
        boolean afterNumber = before.kind() == Token.Kind.NUMBER || before.is("}") || before.is(")");
        boolean otherLetters = tokens.subList(0, first).stream()
                .anyMatch(token -> token.kind() == Token.Kind.LETTER && !token.text().equals("pi"));
        if (!afterNumber || otherLetters || !unit.spaced() && !compound) {
            return tokens;
        }
        List<Token> words = new ArrayList<>(tokens.subList(0, first));
        for (Token token : tokens.subList(first, tokens.size())) {
            words.add(
                    token.kind() == Token.Kind.LETTER
                            ? new Token(Token.Kind.WORD, token.text(), token.spaced())
                            : token);
        }
        return words;
    }

    private static boolean canBeUnit(List<Token> tokens, int index) {
        Token token = tokens.get(index);
        return switch (token.kind()) {
            case LETTER -> Units.isLetter(token.text());
            case WORD -> Units.named(token.text()) != null;
            case NUMBER -> index > 0 && (tokens.get(index - 1).is("^") || tokens.get(index - 1).is("{") || tokens.get(index - 1).is("-"));
            case SIGN -> token.is("/") || token.is("^") || token.is("*") || token.is("-") || token.is("{") || token.is("}");
            default -> false;
        };
    }
}
