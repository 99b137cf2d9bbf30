package io.kafkagrpo.jinja.syntax;

import io.kafkagrpo.jinja.syntax.Token.Kind;
import java.util.List;

/** The parser's place within the tokens. */
final class Tokens {

    private final List<Token> tokens;
    private int position;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(position);
    }

    /** The token after the next; the end where there is none. */
    Token second() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(position);
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    boolean take(Kind kind, String text) {
        boolean taken = peek().is(kind, text);
        if (taken) {
            next();
        }
        return taken;
    }

    boolean takeOperator(String operator) {
        return take(Kind.OPERATOR, operator);
    }

    void expect(Kind kind, String text) {
        if (!take(kind, text)) {
            throw unexpected(text.isEmpty() ? "the end of the template" : "'" + text + "'");
        }
    }

    String name() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return next().text();
    }

    TemplateException unexpected(String wanted) {
        return TemplateException.at(peek().line(), "expected " + wanted + ", but found " + peek().described());
    }
}
