package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads ratios and times, which are written alike. */
final class Ratios {

    private Ratios() {}

    /** What follows a first number and a colon. */
    static MathValue read(MathValue.Quantity first, Tokens tokens, ExpressionParser expressions) {
        if (!first.unit().isNone()) {
            throw tokens.unreadable();
        }
        List<Expression> parts = new ArrayList<>(List.of(first.value()));
        List<String> written = new ArrayList<>(List.of(""));
        while (tokens.accept(":")) {
            written.add(tokens.peek().text());
            parts.add(expressions.sum());
        }
        return new MathValue.Ratio(parts, written, halfOfDay(tokens));
    }

    /** am or pm, with or without points. */
    private static String halfOfDay(Tokens tokens) {
        String half = "";
        Token token = tokens.peek();
        String lower = token.text().toLowerCase(Locale.ROOT);
        if (lower.equals("am") || lower.equals("pm")) {
            tokens.next();
            half = lower;
        } else if ((lower.equals("a") || lower.equals("p")) && tokens.peek(1).is(".")) {
            tokens.next();
            tokens.next();
            if (!tokens.next().text().equalsIgnoreCase("m")) {
                throw tokens.unreadable();
            }
            tokens.accept(".");
            half = lower + "m";
        }
        return half;
    }
}
