package io.kafkagrpo.model;

import io.kafkagrpo.model.JinjaExpression.Arguments;
import io.kafkagrpo.model.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expressions, with Jinja's own precedences: loosest is the inline if, tightest are subscripts, calls and filters. */
final class JinjaExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> NOT_A_TEST_ARGUMENT = Set.of("else", "or", "and", "is", "not", "if", "in");
    private static final int DEEPEST = 200;

    private final JinjaTokens tokens;
    private int depth;

    JinjaExpressionParser(JinjaTokens tokens) {
        this.tokens = tokens;
    }

    /** One expression, or several with commas, which make a list. */
    JinjaExpression tuple() {
        var first = expression();
        if (!tokens.peek().is(Kind.OPERATOR, ",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",") && !endsTuple()) {
            items.add(expression());
        }
        return new JinjaExpression.ListOf(items);
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
            value = subscripts(primary());
        }
        depth--;
        return withFilters ? filtersAndTests(value) : value;
    }

    private JinjaExpression primary() {
        var token = tokens.next();
        return switch (token.kind()) {
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new JinjaExpression.Literal(true);
                    case "false", "False" -> new JinjaExpression.Literal(false);
                    case "none", "None" -> new JinjaExpression.Literal(null);
                    default -> new JinjaExpression.Name(token.text());
                };
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new JinjaExpression.Literal(text.toString());
            }
            case INTEGER -> new JinjaExpression.Literal(integer(token));
            case FLOAT -> new JinjaExpression.Literal(Double.parseDouble(token.text()));
            case OPERATOR ->
                switch (token.text()) {
                    case "(" -> parenthesized();
                    case "[" -> list();
                    case "{" -> dict();
                    default -> throw unexpected(token);
                };
            default -> throw unexpected(token);
        };
    }

    private static long integer(JinjaToken token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw JinjaException.at(token.line(), "the number " + token.described() + " is too large");
        }
    }

    private static JinjaException unexpected(JinjaToken token) {
        return JinjaException.at(token.line(), "expected a value, but found " + token.described());
    }

    private JinjaExpression parenthesized() {
        if (tokens.takeOperator(")")) {
            return new JinjaExpression.ListOf(List.of());
        }
        var value = tuple();
        tokens.expect(Kind.OPERATOR, ")");
        return value;
    }

    private JinjaExpression list() {
        var items = new ArrayList<JinjaExpression>();
        while (!tokens.takeOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator("]")) {
                    break;
                }
            }
            items.add(expression());
        }
        return new JinjaExpression.ListOf(items);
    }

    private JinjaExpression dict() {
        var keys = new ArrayList<JinjaExpression>();
        var values = new ArrayList<JinjaExpression>();
        while (!tokens.takeOperator("}")) {
            if (!keys.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator("}")) {
                    break;
                }
            }
            keys.add(expression());
            tokens.expect(Kind.OPERATOR, ":");
            values.add(expression());
        }
        return new JinjaExpression.DictOf(keys, values);
    }

    private JinjaExpression subscripts(JinjaExpression start) {
        var value = start;
        while (true) {
            int line = tokens.peek().line();
            if (tokens.takeOperator(".")) {
                value = tokens.peek().kind() == Kind.INTEGER
                        ? new JinjaExpression.Item(value, new JinjaExpression.Literal(integer(tokens.next())))
                        : new JinjaExpression.Attribute(value, tokens.name());
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                if (value instanceof JinjaExpression.Attribute method && !JinjaMethods.isKnown(method.name())) {
                    throw JinjaException.at(line, "the method ." + method.name() + "() is not supported");
                }
                value = new JinjaExpression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private JinjaExpression subscript(JinjaExpression target) {
        var start = tokens.peek().is(Kind.OPERATOR, ":") ? null : tuple();
        if (start != null && tokens.takeOperator("]")) {
            return new JinjaExpression.Item(target, start);
        }
        tokens.expect(Kind.OPERATOR, ":");
        var stop = sliceEnd();
        var step = tokens.takeOperator(":") ? sliceEnd() : null;
        tokens.expect(Kind.OPERATOR, "]");
        return new JinjaExpression.Slice(target, start, stop, step);
    }

    private @Nullable JinjaExpression sliceEnd() {
        boolean absent = tokens.peek().is(Kind.OPERATOR, ":") || tokens.peek().is(Kind.OPERATOR, "]");
        return absent ? null : expression();
    }

    private Arguments arguments() {
        tokens.expect(Kind.OPERATOR, "(");
        var positional = new ArrayList<JinjaExpression>();
        Map<String, JinjaExpression> named = new LinkedHashMap<>();
        while (!tokens.takeOperator(")")) {
            if (!positional.isEmpty() || !named.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator(")")) {
                    break;
                }
            }
            if (tokens.peek().is(Kind.OPERATOR, "*") || tokens.peek().is(Kind.OPERATOR, "**")) {
                throw JinjaException.at(tokens.peek().line(), "an argument with * is not supported");
            }
            if (tokens.peek().kind() == Kind.NAME && tokens.second().is(Kind.OPERATOR, "=")) {
                var name = tokens.name();
                tokens.next();
                named.put(name, expression());
            } else if (named.isEmpty()) {
                positional.add(expression());
            } else {
                throw JinjaException.at(tokens.peek().line(), "an argument without a name follows one with a name");
            }
        }
        return new Arguments(positional, named);
    }

    private JinjaExpression filtersAndTests(JinjaExpression start) {
        var value = start;
        while (true) {
            if (tokens.peek().is(Kind.OPERATOR, "|")) {
                value = filters(value);
            } else if (tokens.take(Kind.NAME, "is")) {
                value = test(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                value = new JinjaExpression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    /** {@code value|name(arguments)|…}; the value itself where no filter follows. */
    JinjaExpression filters(JinjaExpression start) {
        var value = start;
        while (tokens.takeOperator("|")) {
            int line = tokens.peek().line();
            var name = tokens.name();
            if (!JinjaFilters.isKnown(name)) {
                throw JinjaException.at(line, "the filter |" + name + " is not supported");
            }
            value = new JinjaExpression.Filter(
                    value, name, tokens.peek().is(Kind.OPERATOR, "(") ? arguments() : Arguments.NONE);
        }
        return value;
    }

    private JinjaExpression test(JinjaExpression input) {
        boolean negated = tokens.take(Kind.NAME, "not");
        int line = tokens.peek().line();
        var name = tokens.name();
        if (!JinjaTests.isKnown(name)) {
            throw JinjaException.at(line, "the test 'is " + name + "' is not supported");
        }
        var arguments = Arguments.NONE;
        if (tokens.peek().is(Kind.OPERATOR, "(")) {
            arguments = arguments();
        } else if (startsTestArgument()) {
            arguments = new Arguments(List.of(subscripts(primary())), Map.of());
        }
        var test = new JinjaExpression.Test(input, name, arguments);
        return negated ? new JinjaExpression.Not(test) : test;
    }

    private boolean startsTestArgument() {
        var token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> !NOT_A_TEST_ARGUMENT.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }
}
