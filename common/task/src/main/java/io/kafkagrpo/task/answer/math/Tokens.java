package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.algebra.Work;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.List;

/** A place in a list of tokens; counts work and depth, so that parsing ends for every text. */
final class Tokens {

    private static final Token END = new Token(Token.Kind.SIGN, "", false);
    private static final int DEEPEST = 60;

    private final List<Token> tokens;
    private final Work work;
    private int at;
    private int depth;

    Tokens(List<Token> tokens, Work work) {
        this.tokens = tokens;
        this.work = work;
    }

    Work work() {
        return work;
    }

    /** The next token, or one with an empty text at the end. */
    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
    }

    Token next() {
        work.spend(1);
        Token token = peek();
        at++;
        return token;
    }

    boolean atEnd() {
        return at >= tokens.size();
    }

    boolean accept(String sign) {
        if (peek().is(sign)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String sign) {
        if (!accept(sign)) {
            throw unreadable();
        }
    }

    int place() {
        return at;
    }

    void back(int place) {
        at = place;
    }

    /** Puts the rest of a number back whose first digit was taken as TeX takes it in {@code \frac34}. */
    Token firstDigit() {
        Token number = peek();
        if (number.text().length() == 1 || !number.text().matches("\\d+")) {
            return next();
        }
        work.spend(number.text().length());
        tokens.set(at, new Token(Token.Kind.NUMBER, number.text().substring(1), false));
        return new Token(Token.Kind.NUMBER, number.text().substring(0, 1), number.spaced());
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new UndecidedException("the answer is too deep");
        }
    }

    void leave() {
        depth--;
    }

    /** Whether a comma or semicolon stands between the bracket here and the one that closes it. */
    boolean holdsList() {
        int level = 0;
        for (int ahead = 0; at + ahead < tokens.size(); ahead++) {
            work.spend(1);
            Token token = peek(ahead);
            if (token.kind() != Token.Kind.SIGN) {
                continue;
            }
            switch (token.text()) {
                case "(", "[", "{", "\\{", "langle" -> level++;
                case ")", "]", "}", "\\}", "rangle" -> level--;
                case ",", ";" -> {
                    if (level == 1) {
                        return true;
                    }
                }
                default -> {}
            }
            if (level <= 0) {
                return false;
            }
        }
        return false;
    }

    UndecidedException unreadable() {
        return new UndecidedException("it isn't read from \"" + peek().text() + "\" on");
    }
}
