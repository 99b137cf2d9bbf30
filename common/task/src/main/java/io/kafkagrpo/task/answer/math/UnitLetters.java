package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.math.syntax.Token;
import io.kafkagrpo.task.answer.math.syntax.Units;
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
        while (first < tokens.size() && !isName(tokens.get(first))) {
            first++; // exponents and slashes of the number itself
        }
        List<Token> unit = tokens.subList(first, tokens.size());
        if (first == 0 || unit.stream().noneMatch(token -> token.kind() == Token.Kind.LETTER)) {
            return tokens;
        }
        Token before = tokens.get(first - 1);
        boolean afterNumber = before.kind() == Token.Kind.NUMBER || before.is("}") || before.is(")");
        boolean otherLetters = tokens.subList(0, first).stream()
                .anyMatch(token ->
                        token.kind() == Token.Kind.LETTER && !token.text().equals("pi"));
        boolean couldBeVariable = unit.size() == 1 && !unit.getFirst().spaced(); // 5m, but not 5 m or 5m/s
        if (!afterNumber || otherLetters || couldBeVariable) {
            return tokens;
        }
        List<Token> words = new ArrayList<>(tokens.subList(0, first));
        for (Token token : unit) {
            words.add(
                    token.kind() == Token.Kind.LETTER
                            ? new Token(Token.Kind.WORD, token.text(), token.spaced())
                            : token);
        }
        return words;
    }

    private static boolean isName(Token token) {
        return token.kind() == Token.Kind.LETTER || token.kind() == Token.Kind.WORD;
    }

    private static boolean canBeUnit(List<Token> tokens, int index) {
        Token token = tokens.get(index);
        return switch (token.kind()) {
            case LETTER -> Units.isLetter(token.text());
            case WORD -> Units.named(token.text()) != null;
            case NUMBER ->
                index > 0
                        && (tokens.get(index - 1).is("^")
                                || tokens.get(index - 1).is("{")
                                || tokens.get(index - 1).is("-"));
            case SIGN ->
                token.is("/") || token.is("^") || token.is("*") || token.is("-") || token.is("{") || token.is("}");
            default -> false;
        };
    }
}
