package io.kafkagrpo.model;

import io.kafkagrpo.model.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expressions, with Jinja's own precedences: loosest is the inline if; what binds tighter than any operator is
 * {@link JinjaOperandParser}'s.
 */
final class JinjaExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final int DEEPEST = 200;

    private final JinjaTokens tokens;
    private final JinjaOperandParser operands;
    private int depth;

    JinjaExpressionParser(JinjaTokens tokens) {
        this.tokens = tokens;
        this.operands = new JinjaOperandParser(tokens, this);
    }

    /** One expression, or several with commas, which make a tuple. */
    JinjaExpression tuple() {
        var first = expression();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && !endsTuple()) {
            items.add(expression());
        }
        return new JinjaExpression.TupleOf(items);
    }

    private boolean endsTuple() {
        var kind = tokens.peek().kind();
        return kind == Kind.OUTPUT_END
                || kind == Kind.BLOCK_END
                || tokens.peek().is(Kind.OPERATOR, ")");
    }

    JinjaExpression expression() {
        if (++depth > DEEPEST) {
            throw JinjaException.at(tokens.peek().line(), "an expression is nested more than " + DEEPEST + " deep");
        }
        var value = withoutConditional();
        while (tokens.take(Kind.NAME, "if")) {
            var condition = withoutConditional();
            @Nullable JinjaExpression otherwise = tokens.take(Kind.NAME, "else") ? expression() : null;
            value = new JinjaExpression.Conditional(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    /** An expression that leaves a following {@code if} alone, as a loop's needs. */
    JinjaExpression withoutConditional() {
        var left = and();
        while (tokens.take(Kind.NAME, "or")) {
            left = new JinjaExpression.Or(left, and());
        }
        return left;
    }

    private JinjaExpression and() {
        var left = not();
        while (tokens.take(Kind.NAME, "and")) {
            left = new JinjaExpression.And(left, not());
        }
        return left;
    }

    private JinjaExpression not() {
        int negations = 0;
        while (tokens.take(Kind.NAME, "not")) {
            negations++;
        }
        var value = comparison();
        for (; negations > 0; negations--) {
            value = new JinjaExpression.Not(value);
        }
        return value;
    }

    private JinjaExpression comparison() {
        var first = sum();
        var operators = new ArrayList<String>();
        var rest = new ArrayList<JinjaExpression>();
        while (true) {
            var token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.take(Kind.NAME, "in")) {
                operators.add("in");
            } else if (token.is(Kind.NAME, "not") && tokens.second().is(Kind.NAME, "in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new JinjaExpression.Comparison(first, operators, rest);
            }
            rest.add(sum());
        }
    }

    private JinjaExpression sum() {
        var left = concatenation();
        while (tokens.peek().is(Kind.OPERATOR, "+") || tokens.peek().is(Kind.OPERATOR, "-")) {
            left = new JinjaExpression.Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private JinjaExpression concatenation() {
        var left = product();
        while (tokens.takeOperator("~")) {
            left = new JinjaExpression.Binary("~", left, product());
        }
        return left;
    }

    private JinjaExpression product() {
        var left = power();
        while (tokens.peek().kind() == Kind.OPERATOR
                && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            left = new JinjaExpression.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private JinjaExpression power() {
        var left = unary(true);
        while (tokens.takeOperator("**")) {
            left = new JinjaExpression.Binary("**", left, unary(true));
        }
        return left;
    }

    // In -x|abs the filter applies to -x, hence the flag's journey
    private JinjaExpression unary(boolean withFilters) {
        if (++depth > DEEPEST) {
            throw JinjaException.at(tokens.peek().line(), "an expression is nested more than " + DEEPEST + " deep");
        }
        JinjaExpression value;
        if (tokens.takeOperator("-")) {
            value = new JinjaExpression.Negative(unary(false));
        } else if (tokens.takeOperator("+")) {
            value = new JinjaExpression.Positive(unary(false));
        } else {
            value = operands.operand();
        }
        depth--;
        return withFilters ? operands.filtersAndTests(value) : value;
    }

    /** {@code value|name(arguments)|…}; the value itself where no filter follows. */
    JinjaExpression filters(JinjaExpression start) {
        return operands.filters(start);
    }
}
