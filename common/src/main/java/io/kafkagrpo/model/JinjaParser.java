package io.kafkagrpo.model;

import io.kafkagrpo.model.JinjaStatement.Branch;
import io.kafkagrpo.model.JinjaStatement.Parameter;
import io.kafkagrpo.model.JinjaStatement.Target;
import io.kafkagrpo.model.JinjaToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens to statements. Whatever is not in the subset that chat templates use is refused with its line. */
final class JinjaParser {

    private final JinjaTokens tokens;
    private final JinjaExpressionParser expressions;
    private int loops;

    private JinjaParser(List<JinjaToken> tokens) {
        this.tokens = new JinjaTokens(tokens);
        this.expressions = new JinjaExpressionParser(this.tokens);
    }

    /**
     * The statements of a template.
     *
     * @throws JinjaException naming line and construct
     */
    static List<JinjaStatement> parse(String template) {
        var parser = new JinjaParser(JinjaLexer.tokens(template));
        var statements = parser.body(Set.of());
        parser.tokens.expect(Kind.END, "");
        return statements;
    }

    /** Statements up to a block that begins with one of the names; that name has then been taken. */
    private List<JinjaStatement> body(Set<String> ends) {
        var statements = new ArrayList<JinjaStatement>();
        while (tokens.peek().kind() != Kind.END) {
            var token = tokens.next();
            switch (token.kind()) {
                case DATA -> statements.add(new JinjaStatement.Text(token.text(), token.line()));
                case OUTPUT_BEGIN -> {
                    statements.add(new JinjaStatement.Output(expressions.tuple(), token.line()));
                    tokens.expect(Kind.OUTPUT_END, "}}");
                }
                default -> {
                    var name = tokens.peek();
                    if (name.kind() == Kind.NAME && ends.contains(name.text())) {
                        return statements;
                    }
                    statements.add(statement(tokens.name(), token.line()));
                }
            }
        }
        if (!ends.isEmpty()) {
            throw JinjaException.at(
                    tokens.peek().line(), "the template ends before {% " + String.join(" or ", ends) + " %}");
        }
        return statements;
    }

    /** The body of a statement up to its only end, which is taken whole. */
    private List<JinjaStatement> bodyUntil(String end) {
        var statements = body(Set.of(end));
        tokens.next();
        endBlock();
        return statements;
    }

    private void endBlock() {
        tokens.expect(Kind.BLOCK_END, "%}");
    }

    private JinjaStatement statement(String tag, int line) {
        return switch (tag) {
            case "if" -> ifStatement(line);
            case "for" -> forStatement(line);
            case "set" -> set(line);
            case "macro" -> macro(line);
            case "with" -> with(line);
            case "generation" -> {
                endBlock();
                yield new JinjaStatement.Generation(bodyUntil("endgeneration"), line);
            }
            case "break" -> {
                requireLoop(tag, line);
                yield new JinjaStatement.Break(line);
            }
            case "continue" -> {
                requireLoop(tag, line);
                yield new JinjaStatement.Continue(line);
            }
            default -> throw JinjaException.at(line, "{% " + tag + " %} is not supported");
        };
    }

    private void requireLoop(String tag, int line) {
        if (loops == 0) {
            throw JinjaException.at(line, "{% " + tag + " %} outside of a loop");
        }
        endBlock();
    }

    private JinjaStatement ifStatement(int line) {
        var branches = new ArrayList<Branch>();
        List<JinjaStatement> otherwise = List.of();
        var condition = expressions.tuple();
        while (true) {
            endBlock();
            branches.add(new Branch(condition, body(Set.of("elif", "else", "endif"))));
            var next = tokens.name();
            if (next.equals("elif")) {
                condition = expressions.tuple();
                continue;
            }
            endBlock();
            if (next.equals("else")) {
                otherwise = bodyUntil("endif");
            }
            return new JinjaStatement.If(branches, otherwise, line);
        }
    }

    private JinjaStatement forStatement(int line) {
        var targets = new ArrayList<String>();
        do {
            targets.add(tokens.name());
        } while (tokens.takeOperator(","));
        tokens.expect(Kind.NAME, "in");
        var iterable = expressions.withoutConditional();
        var filter = tokens.take(Kind.NAME, "if") ? expressions.expression() : null;
        if (tokens.peek().is(Kind.NAME, "recursive")) {
            throw JinjaException.at(line, "a recursive {% for %} is not supported");
        }
        endBlock();
        loops++;
        var body = body(Set.of("else", "endfor"));
        loops--;
        List<JinjaStatement> otherwise = List.of();
        var next = tokens.name();
        endBlock();
        if (next.equals("else")) {
            otherwise = bodyUntil("endfor");
        }
        return new JinjaStatement.For(targets, iterable, filter, body, otherwise, line);
    }

    private JinjaStatement set(int line) {
        var targets = new ArrayList<Target>();
        do {
            targets.add(target());
        } while (tokens.takeOperator(","));
        if (tokens.takeOperator("=")) {
            var value = expressions.tuple();
            endBlock();
            return new JinjaStatement.Set(targets, value, line);
        }
        // the block's text is bound to the empty name, which no template can write
        var filtered = expressions.filters(new JinjaExpression.Name(""));
        endBlock();
        if (targets.size() != 1) {
            throw JinjaException.at(line, "a {% set %} block has one name");
        }
        return new JinjaStatement.SetBlock(targets.getFirst(), bodyUntil("endset"), filtered, line);
    }

    private Target target() {
        var name = tokens.name();
        @Nullable String attribute = tokens.takeOperator(".") ? tokens.name() : null;
        return new Target(name, attribute);
    }

    private JinjaStatement macro(int line) {
        var name = tokens.name();
        var parameters = new ArrayList<Parameter>();
        tokens.expect(Kind.OPERATOR, "(");
        while (!tokens.takeOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
            }
            var parameter = tokens.name();
            parameters.add(new Parameter(parameter, tokens.takeOperator("=") ? expressions.expression() : null));
        }
        endBlock();
        int outerLoops = loops;
        loops = 0;
        var body = bodyUntil("endmacro");
        loops = outerLoops;
        return new JinjaStatement.Macro(name, parameters, body, line);
    }

    private JinjaStatement with(int line) {
        var targets = new ArrayList<Target>();
        var values = new ArrayList<JinjaExpression>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
            }
            targets.add(new Target(tokens.name(), null));
            tokens.expect(Kind.OPERATOR, "=");
            values.add(expressions.expression());
        }
        endBlock();
        return new JinjaStatement.With(targets, values, bodyUntil("endwith"), line);
    }
}
