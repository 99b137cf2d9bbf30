package io.kafkagrpo.jinja.syntax;

import io.kafkagrpo.jinja.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expressions, with Jinja's own precedences: loosest is the inline if; what binds tighter than any operator
 * is {@link OperandParser}'s.
 */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final int DEEPEST = 200;

    private final Tokens tokens;
    private final OperandParser operands;
    private int depth;

    ExpressionParser(Tokens tokens, Names names) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this, names);
    }

    /** One expression, or several with commas, which make a tuple. */
    Expression tuple() {
        Expression first = expression();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && !endsTuple()) {
            items.add(expression());
        }
        return new Expression.TupleOf(items);
    }

    private boolean endsTuple() {
        Kind kind = tokens.peek().kind();
        return kind == Kind.OUTPUT_END
                || kind == Kind.BLOCK_END
                || tokens.peek().is(Kind.OPERATOR, ")");
    }

    Expression expression() {
        if (++depth > DEEPEST) {
            throw TemplateException.at(tokens.peek().line(), "an expression is nested more than " + DEEPEST + " deep");
        }
        int known = operands.unknown().count();
        Expression value = withoutConditional();
        while (tokens.take(Kind.NAME, "if")) {
            Expression condition = withoutConditional();
            @Nullable Expression otherwise = tokens.take(Kind.NAME, "else") ? expression() : null;
            value = new Expression.Conditional(condition, value, otherwise);
            operands.unknown().forgive(known);
        }
        depth--;
        return value;
    }

    /** An expression that leaves a following {@code if} alone, as a loop's needs. */
    Expression withoutConditional() {
        Expression left = and();
        while (tokens.take(Kind.NAME, "or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    /** The same, or several with commas, as {@code for x in 1, 2} has. */
    Expression tupleWithoutConditional() {
        Expression first = withoutConditional();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && !endsTuple()) {
            items.add(withoutConditional());
        }
        return new Expression.TupleOf(items);
    }

    private Expression and() {
        Expression left = not();
        while (tokens.take(Kind.NAME, "and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        int negations = 0;
        while (tokens.take(Kind.NAME, "not")) {
            negations++;
        }
        Expression value = comparison();
        for (; negations > 0; negations--) {
            value = new Expression.Not(value);
        }
        return value;
    }

    private Expression comparison() {
        Expression first = sum();
        var operators = new ArrayList<String>();
        var rest = new ArrayList<Expression>();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.take(Kind.NAME, "in")) {
                operators.add("in");
            } else if (token.is(Kind.NAME, "not") && tokens.second().is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new Expression.Comparison(first, operators, rest);
            }
            rest.add(sum());
        }
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peek().is(Kind.OPERATOR, "+") || tokens.peek().is(Kind.OPERATOR, "-")) {
            left = new Expression.Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.takeOperator("~")) {
            left = new Expression.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.peek().kind() == Kind.OPERATOR
                && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            left = new Expression.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.takeOperator("**")) {
            left = new Expression.Binary("**", left, unary(true));
        }
        return left;
    }

    // In -x|abs the filter applies to -x, so the flag is passed on
    private Expression unary(boolean withFilters) {
        if (++depth > DEEPEST) {
            throw TemplateException.at(tokens.peek().line(), "an expression is nested more than " + DEEPEST + " deep");
        }
        Expression value;
        if (tokens.takeOperator("-")) {
            value = new Expression.Negative(unary(false));
        } else if (tokens.takeOperator("+")) {
            value = new Expression.Positive(unary(false));
        } else {
            value = operands.operand();
        }
        depth--;
        return withFilters ? operands.filtersAndTests(value) : value;
    }

    /** {@code value|name(arguments)|…}; the value itself where no filter follows. */
    Expression filters(Expression start) {
        return operands.filters(start);
    }

    OperandParser operands() {
        return operands;
    }

    UnknownNames unknown() {
        return operands.unknown();
    }
}
