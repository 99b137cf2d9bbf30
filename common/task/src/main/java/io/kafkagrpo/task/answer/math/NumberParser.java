package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.Rational;
import io.kafkagrpo.task.answer.math.syntax.Token;

/** Reads numbers, mixed ones included. */
final class NumberParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;

    NumberParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    static Rational rational(Token number) {
        int slash = number.text().indexOf('/');
        return slash < 0
                ? Rational.ofDecimal(number.text())
                : Rational.ofDecimal(number.text().substring(0, slash))
                        .over(Rational.ofDecimal(number.text().substring(slash + 1)));
    }

    /** A number, or a mixed one: 1 1/2 and 1\frac{1}{2} are 3/2. */
    Expression read() {
        Token number = tokens.next();
        Expression whole = Expression.of(rational(number));
        if (!number.text().matches("\\d+")) {
            return whole;
        }
        int place = tokens.place();
        if (isWhole(0) && tokens.peek().spaced() && tokens.peek(1).is("/") && isWhole(2)) {
            Rational above = rational(tokens.next());
            tokens.next();
            return whole.plus(Expression.of(above.over(rational(tokens.next()))), tokens.work());
        }
        if (tokens.peek().is("frac") && isPlainFraction()) {
            tokens.next();
            Expression above = expressions.argument();
            Expression part = above.over(expressions.argument(), tokens.work());
            return whole.plus(part, tokens.work());
        }
        tokens.back(place);
        return whole;
    }

    private boolean isPlainFraction() {
        int ahead = 1;
        for (int i = 0; i < 2; i++) {
            if (isWhole(ahead)) {
                boolean both = i == 0 && tokens.peek(ahead).text().length() == 2;
                if (both) {
                    return true; // \frac12
                }
                ahead++;
            } else if (tokens.peek(ahead).is("{")
                    && isWhole(ahead + 1)
                    && tokens.peek(ahead + 2).is("}")) {
                ahead += 3;
            } else {
                return false;
            }
        }
        return true;
    }

    boolean isWhole(int ahead) {
        Token token = tokens.peek(ahead);
        return token.kind() == Token.Kind.NUMBER && token.text().matches("\\d+");
    }
}
