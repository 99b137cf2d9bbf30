package io.kafkagrpo.model;

import io.kafkagrpo.model.JinjaToken.Kind;
import java.util.List;

/** The parser's place within the tokens. */
final class JinjaTokens {

    private final List<JinjaToken> tokens;
    private int position;

    JinjaTokens(List<JinjaToken> tokens) {
        this.tokens = tokens;
    }

    JinjaToken peek() {
        return tokens.get(position);
    }

    /** The token after the next; the end where there is none. */
    JinjaToken second() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    JinjaToken next() {
        var token = tokens.get(position);
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

    JinjaException unexpected(String wanted) {
        return JinjaException.at(peek().line(), "expected " + wanted + ", but found " + peek().described());
    }
}
