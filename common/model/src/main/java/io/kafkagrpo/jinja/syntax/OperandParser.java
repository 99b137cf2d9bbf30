package io.kafkagrpo.jinja.syntax;

import io.kafkagrpo.jinja.syntax.Expression.Arguments;
import io.kafkagrpo.jinja.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators work on: literals, names, brackets, with their subscripts, calls, filters and tests. */
final class OperandParser {

    private static final Set<String> NOT_A_TEST_ARGUMENT = Set.of("else", "or", "and", "is", "not", "if", "in");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Names names;
    private final UnknownNames unknown = new UnknownNames();
    private Set<String> namesSeen = new HashSet<>();

    OperandParser(Tokens tokens, ExpressionParser expressions, Names names) {
        this.tokens = tokens;
        this.expressions = expressions;
        this.names = names;
    }

    /** A value with its subscripts and calls; filters and tests are left. */
    Expression operand() {
        return subscripts(primary());
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME ->
                switch (token.text()) {
                    case "true", "True" -> new Expression.Literal(true);
                    case "false", "False" -> new Expression.Literal(false);
                    case "none", "None" -> new Expression.Literal(null);
                    default -> {
                        namesSeen.add(token.text());
                        yield new Expression.Name(token.text());
                    }
                };
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expression.Literal(text.toString());
            }
            case INTEGER -> new Expression.Literal(integer(token));
            case FLOAT -> new Expression.Literal(Double.parseDouble(token.text()));
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

    private static long integer(Token token) {
        try {
            String text = token.text();
            char second = text.length() > 2 ? Character.toLowerCase(text.charAt(1)) : ' ';
            return switch (second) {
                case 'x' -> Long.parseLong(text, 2, text.length(), 16);
                case 'o' -> Long.parseLong(text, 2, text.length(), 8);
                case 'b' -> Long.parseLong(text, 2, text.length(), 2);
                default -> Long.parseLong(text);
            };
        } catch (NumberFormatException e) {
            throw TemplateException.at(token.line(), "the number " + token.described() + " is too large");
        }
    }

    private static TemplateException unexpected(Token token) {
        return TemplateException.at(token.line(), "expected a value, but found " + token.described());
    }

    private Expression parenthesized() {
        if (tokens.takeOperator(")")) {
            return new Expression.TupleOf(List.of());
        }
        Expression value = expressions.tuple();
        tokens.expect(Kind.OPERATOR, ")");
        return value;
    }

    private Expression list() {
        var items = new ArrayList<Expression>();
        while (!tokens.takeOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator("]")) {
                    break;
                }
            }
            items.add(expressions.expression());
        }
        return new Expression.ListOf(items);
    }

    private Expression dict() {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
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
        return new Expression.DictOf(keys, values);
    }

    private Expression subscripts(Expression start) {
        Expression value = start;
        while (true) {
            int line = tokens.peek().line();
            if (tokens.takeOperator(".")) {
                value = tokens.peek().kind() == Kind.INTEGER
                        ? new Expression.Item(value, new Expression.Literal(integer(tokens.next())))
                        : new Expression.Attribute(value, tokens.name());
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                if (value instanceof Expression.Attribute method
                        && !names.methods().contains(method.name())) {
                    value = unknown.refused(
                            UnknownNames.When.WHEN_CALLED,
                            line,
                            "the method ." + method.name() + "() is not supported");
                }
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression target) {
        Expression start = tokens.peek().is(Kind.OPERATOR, ":") ? null : expressions.tuple();
        if (start != null && tokens.takeOperator("]")) {
            return new Expression.Item(target, start);
        }
        tokens.expect(Kind.OPERATOR, ":");
        Expression stop = sliceEnd();
        Expression step = tokens.takeOperator(":") ? sliceEnd() : null;
        tokens.expect(Kind.OPERATOR, "]");
        return new Expression.Slice(target, start, stop, step);
    }

    private @Nullable Expression sliceEnd() {
        boolean absent = tokens.peek().is(Kind.OPERATOR, ":") || tokens.peek().is(Kind.OPERATOR, "]");
        return absent ? null : expressions.expression();
    }

    /** The names found that the renderer doesn't know. */
    UnknownNames unknown() {
        return unknown;
    }

    /** The names that a stretch of the template refers to, which is parsed meanwhile. */
    Set<String> namesSeenBy(Runnable parsing) {
        Set<String> before = namesSeen;
        namesSeen = new HashSet<>();
        parsing.run();
        Set<String> inner = namesSeen;
        namesSeen = before;
        namesSeen.addAll(inner);
        return inner;
    }

    private Expression.Call call(Expression callee) {
        @Nullable Expression[] unpacked = new @Nullable Expression[2];
        Arguments arguments = arguments(unpacked);
        return new Expression.Call(callee, arguments, unpacked[0], unpacked[1]);
    }

    private Arguments arguments() {
        @Nullable Expression[] unpacked = new @Nullable Expression[2];
        int line = tokens.peek().line();
        Arguments arguments = arguments(unpacked);
        if (unpacked[0] != null || unpacked[1] != null) {
            throw TemplateException.at(line, "an argument with * is not supported in a filter or test");
        }
        return arguments;
    }

    /** @param unpacked takes what stands after {@code *} and after {@code **} */
    private Arguments arguments(@Nullable Expression[] unpacked) {
        tokens.expect(Kind.OPERATOR, "(");
        var positional = new ArrayList<Expression>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.takeOperator(")")) {
            if (!positional.isEmpty() || !named.isEmpty() || unpacked[0] != null || unpacked[1] != null) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator(")")) {
                    break;
                }
            }
            if (unpacked[0] == null && tokens.takeOperator("*")) {
                unpacked[0] = expressions.expression();
            } else if (unpacked[1] == null && tokens.takeOperator("**")) {
                unpacked[1] = expressions.expression();
            } else if (tokens.peek().kind() == Kind.NAME && tokens.second().is(Kind.OPERATOR, "=")) {
                String name = tokens.name();
                tokens.next();
                named.put(name, expressions.expression());
            } else if (named.isEmpty()) {
                positional.add(expressions.expression());
            } else {
                throw TemplateException.at(tokens.peek().line(), "an argument without a name follows one with a name");
            }
        }
        return new Arguments(positional, named);
    }

    Expression filtersAndTests(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.peek().is(Kind.OPERATOR, "|")) {
                value = filters(value);
            } else if (tokens.take(Kind.NAME, "is")) {
                value = test(value);
            } else if (tokens.peek().is(Kind.OPERATOR, "(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    /** {@code value|name(arguments)|…}; the value itself where no filter follows. */
    Expression filters(Expression start) {
        return tokens.takeOperator("|") ? filtersFromName(start) : start;
    }

    /** {@code name(arguments)|…}, applied to a value. */
    Expression filtersFromName(Expression start) {
        Expression value = start;
        do {
            int line = tokens.peek().line();
            String name = tokens.name();
            Arguments arguments = tokens.peek().is(Kind.OPERATOR, "(") ? arguments() : Arguments.NONE;
            value = names.filters().contains(name)
                    ? new Expression.Filter(value, name, arguments)
                    : unknown.refused(UnknownNames.When.IN_ADVANCE, line, "the filter |" + name + " is not supported");
        } while (tokens.takeOperator("|"));
        return value;
    }

    private Expression test(Expression input) {
        boolean negated = tokens.take(Kind.NAME, "not");
        int line = tokens.peek().line();
        String name = tokens.name();
        Arguments arguments = Arguments.NONE;
        if (tokens.peek().is(Kind.OPERATOR, "(")) {
            arguments = arguments();
        } else if (startsTestArgument()) {
            arguments = new Arguments(List.of(subscripts(primary())), Map.of());
        }
        Expression test = names.tests().contains(name)
                ? new Expression.Test(input, name, arguments)
                : unknown.refused(UnknownNames.When.IN_ADVANCE, line, "the test 'is " + name + "' is not supported");
        return negated ? new Expression.Not(test) : test;
    }

    private boolean startsTestArgument() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> !NOT_A_TEST_ARGUMENT.contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }
}
