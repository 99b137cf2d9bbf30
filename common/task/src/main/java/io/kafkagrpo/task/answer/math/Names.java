package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.math.syntax.NumberWords;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.Set;

/**
 * Names before an equals sign that aren't expressions: {@code f(x)}, {@code \angle ABC}, {@code area}, {@code AB}.
 */
final class Names {

    private static final Set<String> FUNCTIONS = Set.of(
            "f", "g", "h", "p", "q", "r", "s", "u", "v", "y", "F", "G", "H", "P", "Q", "R", "S", "T", "V", "A", "E");

    private static final int LONGEST = 12;

    private Names() {}

    /** Takes the name and the equals sign, if they come next; else takes nothing and gives an empty text. */
    static String before(Tokens tokens) {
        int length = function(tokens);
        if (length == 0) {
            length = label(tokens);
        }
        if (length == 0) {
            return "";
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.append(name.isEmpty() ? "" : " ").append(tokens.next().text());
        }
        if (tokens.peek().is("=")) {
            tokens.next();
        }
        return name.toString();
    }

    /** f(x) = …: how many tokens the name has; 0 if it isn't one. */
    private static int function(Tokens tokens) {
        boolean letter = tokens.peek().kind() == Token.Kind.LETTER
                && FUNCTIONS.contains(tokens.peek().text().split("_", 2)[0]);
        if (!letter || !tokens.peek(1).is("(")) {
            return 0;
        }
        int at = 2;
        while (at < LONGEST && isArgument(tokens.peek(at))) {
            at++;
        }
        return at > 2 && tokens.peek(at).is(")") && tokens.peek(at + 1).is("=") ? at + 1 : 0;
    }

    private static boolean isArgument(Token token) {
        return token.kind() == Token.Kind.LETTER
                || token.kind() == Token.Kind.NUMBER
                || token.kind() == Token.Kind.WORD
                || token.is(",")
                || token.is("-");
    }

    /**
     * Words, or several letters with a capital: ABC, \angle ABC, total cost. A point's name needs no equals sign.
     */
    private static int label(Tokens tokens) {
        int at = 0;
        boolean words = false;
        boolean capitals = true;
        while (at < LONGEST && isLabel(tokens.peek(at))) {
            Token token = tokens.peek(at);
            words |= token.kind() != Token.Kind.LETTER;
            capitals &= token.kind() != Token.Kind.LETTER
                    || Character.isUpperCase(token.text().charAt(0));
            at++;
        }
        boolean point = at == 1 && capitals && !words && tokens.peek(1).is("(") && holdsListAfterName(tokens);
        boolean label = tokens.peek(at).is("=") && (words || (at > 1 && capitals));
        return point || label ? at : 0;
    }

    private static boolean holdsListAfterName(Tokens tokens) {
        int place = tokens.place();
        tokens.next();
        boolean list = tokens.holdsList();
        tokens.back(place);
        return list;
    }

    private static boolean isLabel(Token token) {
        return token.kind() == Token.Kind.LETTER
                || (token.kind() == Token.Kind.WORD
                        && !token.isWord("or")
                        && !token.isWord("and")
                        && !NumberWords.isNumeric(token.text()))
                || token.is("angle")
                || token.is("triangle");
    }
}
