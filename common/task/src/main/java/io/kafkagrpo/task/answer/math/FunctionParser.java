package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.Expression;
import io.kafkagrpo.task.answer.algebra.Functions;
import io.kafkagrpo.task.answer.algebra.Powers;
import io.kafkagrpo.task.answer.math.syntax.Token;
import java.util.List;

/** Reads functions with their arguments, which need no brackets. */
final class FunctionParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final NumberParser numbers;
    private int open;

    FunctionParser(Tokens tokens, ExpressionParser expressions, NumberParser numbers) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.numbers = numbers;
    }

    /** Whether an argument is being read, in which degrees are angles. */
    boolean areOpen() {
        return open > 0;
    }

    /** sin x, sin(x), sin^2 x, log_2 8, log_{2}(8), max(1, 2). */
    Expression read() {
        tokens.enter();
        String name = tokens.next().text();
        Expression base = null;
        if (tokens.accept("_")) {
            base = numbers.isWhole(0) && beginsArgument(tokens.peek(1)) ? numbers.read() : expressions.argument();
        }
        Expression exponent = tokens.peek().is("^") && !expressions.degreeFollows() ? functionExponent() : null;
        open++;
        List<Expression> arguments = tokens.accept("(") ? expressions.arguments() : List.of(bareArgument());
        open--;
        tokens.leave();
        Expression value =
                base == null ? Functions.of(name, arguments, tokens.work()) : logarithm(name, base, arguments);
        return exponent == null ? value : Powers.power(value, exponent, tokens.work());
    }

    private static boolean beginsArgument(Token token) {
        return token.kind() == Token.Kind.NUMBER
                || token.kind() == Token.Kind.LETTER
                || token.is("(")
                || token.is("{")
                || token.is("frac")
                || token.is("sqrt");
    }

    private Expression functionExponent() {
        tokens.next();
        Expression exponent = expressions.exponent();
        if (exponent.isNumber() && exponent.number().signum() < 0) {
            throw tokens.unreadable(); // sin^{-1} is the inverse to some
        }
        return exponent;
    }

    private Expression logarithm(String name, Expression base, List<Expression> arguments) {
        if (!name.equals("log") || arguments.size() != 1) {
            throw tokens.unreadable();
        }
        return Functions.logarithm(base, arguments.getFirst(), tokens.work());
    }

    /** Without brackets a function takes the product that follows, up to a sign or the next function. */
    private Expression bareArgument() {
        Expression product = expressions.factor();
        while (expressions.beginsFactor(tokens.peek())
                && tokens.peek().kind() != Token.Kind.FUNCTION
                && !tokens.peek().is("(")) {
            product = product.times(expressions.factor(), tokens.work());
        }
        return product;
    }
}
