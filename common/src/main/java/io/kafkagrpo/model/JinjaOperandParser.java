package io.kafkagrpo.model;

import io.kafkagrpo.model.JinjaExpression.Arguments;
import io.kafkagrpo.model.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators work on: literals, names, brackets, with their subscripts, calls, filters and tests. */
final class JinjaOperandParser {

    private static final Set<String> NOT_A_TEST_ARGUMENT = Set.of("else", "or", "and", "is", "not", "if", "in");

    private final JinjaTokens tokens;
    private final JinjaExpressionParser expressions;

    JinjaOperandParser(JinjaTokens tokens, JinjaExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** A value with its subscripts and calls; filters and tests are left. */
    JinjaExpression operand() {
        return subscripts(primary());
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
            return new JinjaExpression.TupleOf(List.of());
        }
        var value = expressions.tuple();
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
            items.add(expressions.expression());
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
            keys.add(expressions.expression());
            tokens.expect(Kind.OPERATOR, ":");
            values.add(expressions.expression());
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
        var start = tokens.peek().is(Kind.OPERATOR, ":") ? null : expressions.tuple();
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
        return absent ? null : expressions.expression();
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
                named.put(name, expressions.expression());
            } else if (named.isEmpty()) {
                positional.add(expressions.expression());
            } else {
                throw JinjaException.at(tokens.peek().line(), "an argument without a name follows one with a name");
            }
        }
        return new Arguments(positional, named);
    }

    JinjaExpression filtersAndTests(JinjaExpression start) {
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
