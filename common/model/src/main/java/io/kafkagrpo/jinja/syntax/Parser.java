package io.kafkagrpo.jinja.syntax;

import io.kafkagrpo.jinja.syntax.Statement.Branch;
import io.kafkagrpo.jinja.syntax.Statement.Parameter;
import io.kafkagrpo.jinja.syntax.Statement.Target;
import io.kafkagrpo.jinja.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens to statements. Whatever is not in the subset that chat templates use is refused with its line. */
public final class Parser {

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private int loops;
    private int branches;

    private Parser(List<Token> tokens, Names names) {
        this.tokens = new Tokens(tokens);
        this.expressions = new ExpressionParser(this.tokens, names);
    }

    /**
     * The statements of a template.
     *
     * @throws TemplateException naming line and construct
     */
    public static List<Statement> parse(String template, Names names) {
        var parser = new Parser(Lexer.tokens(template), names);
        List<Statement> statements = parser.body(Set.of());
        parser.tokens.expect(Kind.END, "");
        parser.expressions.unknown().require();
        return statements;
    }

    /** Statements up to a block that begins with one of the names; that name has then been taken. */
    private List<Statement> body(Set<String> ends) {
        var statements = new ArrayList<Statement>();
        while (tokens.peek().kind() != Kind.END) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> statements.add(new Statement.Text(token.text(), token.line()));
                case OUTPUT_BEGIN -> {
                    statements.add(new Statement.Output(expressions.tuple(), token.line()));
                    tokens.expect(Kind.OUTPUT_END, "}}");
                }
                default -> {
                    Token name = tokens.peek();
                    if (name.kind() == Kind.NAME && ends.contains(name.text())) {
                        return statements;
                    }
                    statements.add(statement(tokens.name(), token.line()));
                }
            }
        }
        if (!ends.isEmpty()) {
            throw TemplateException.at(
                    tokens.peek().line(), "the template ends before {% " + String.join(" or ", ends) + " %}");
        }
        return statements;
    }

    /** The body of a statement up to its only end, which is taken whole. */
    private List<Statement> bodyUntil(String end) {
        List<Statement> statements = body(Set.of(end));
        tokens.next();
        endBlock();
        return statements;
    }

    private void endBlock() {
        tokens.expect(Kind.BLOCK_END, "%}");
    }

    private Statement statement(String tag, int line) {
        return switch (tag) {
            case "if" -> ifStatement(line);
            case "for" -> forStatement(line);
            case "set" -> set(line);
            case "macro" -> macro(line);
            case "with" -> with(line);
            case "generation" -> {
                endBlock();
                yield new Statement.Enclosed(bodyUntil("endgeneration"), line);
            }
            case "block" -> block(line);
            case "call" -> callBlock(line);
            case "filter" -> filterBlock(line);
            case "break" -> {
                requireLoop(tag, line);
                yield new Statement.Break(line);
            }
            case "continue" -> {
                requireLoop(tag, line);
                yield new Statement.Continue(line);
            }
            case "include", "import", "from", "extends" -> otherTemplate(tag, line);
            default -> throw TemplateException.at(line, "{% " + tag + " %} is not supported");
        };
    }

    private void requireLoop(String tag, int line) {
        if (loops == 0) {
            throw TemplateException.at(line, "{% " + tag + " %} outside of a loop");
        }
        endBlock();
    }

    /** A chat template is alone, so that another's name fails wherever it is reached. */
    private Statement otherTemplate(String tag, int line) {
        String complaint = "{% " + tag + " %} is not supported";
        if (branches == 0) {
            throw TemplateException.at(line, complaint);
        }
        while (!tokens.take(Kind.BLOCK_END, "%}")) {
            if (tokens.next().kind() == Kind.END) {
                throw TemplateException.at(line, complaint);
            }
        }
        return new Statement.Refused(complaint, line);
    }

    private Statement ifStatement(int line) {
        int known = expressions.unknown().count();
        branches++;
        try {
            return branches(line);
        } finally {
            branches--;
            expressions.unknown().forgive(known);
        }
    }

    private Statement branches(int line) {
        var branches = new ArrayList<Branch>();
        List<Statement> otherwise = List.of();
        Expression condition = expressions.tuple();
        while (true) {
            endBlock();
            branches.add(new Branch(condition, body(Set.of("elif", "else", "endif"))));
            String next = tokens.name();
            if (next.equals("elif")) {
                condition = expressions.tuple();
                continue;
            }
            endBlock();
            if (next.equals("else")) {
                otherwise = bodyUntil("endif");
            }
            return new Statement.If(branches, otherwise, line);
        }
    }

    private Statement forStatement(int line) {
        var targets = new ArrayList<String>();
        boolean bracketed = tokens.takeOperator("(");
        do {
            targets.add(tokens.name());
        } while (tokens.takeOperator(","));
        if (bracketed) {
            tokens.expect(Kind.OPERATOR, ")");
        }
        tokens.expect(Kind.NAME, "in");
        Expression iterable = expressions.tupleWithoutConditional();
        Expression filter = tokens.take(Kind.NAME, "if") ? expressions.expression() : null;
        var recursion = tokens.take(Kind.NAME, "recursive") ? Statement.Recursion.RECURSIVE : Statement.Recursion.NONE;
        endBlock();
        int known = expressions.unknown().count();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        expressions.unknown().forgiveCalls(known);
        List<Statement> otherwise = List.of();
        String next = tokens.name();
        endBlock();
        if (next.equals("else")) {
            otherwise = bodyUntil("endfor");
        }
        return new Statement.For(targets, iterable, filter, recursion, body, otherwise, line);
    }

    private Statement set(int line) {
        var targets = new ArrayList<Target>();
        do {
            targets.add(target());
        } while (tokens.takeOperator(","));
        if (tokens.takeOperator("=")) {
            Expression value = expressions.tuple();
            endBlock();
            return new Statement.Set(targets, value, line);
        }
        // the block's text is bound to the empty name, which no template can write
        Expression filtered = expressions.filters(new Expression.Name(""));
        endBlock();
        if (targets.size() != 1) {
            throw TemplateException.at(line, "a {% set %} block has one name");
        }
        return new Statement.SetBlock(targets.getFirst(), bodyUntil("endset"), filtered, line);
    }

    private Target target() {
        String name = tokens.name();
        @Nullable String attribute = tokens.takeOperator(".") ? tokens.name() : null;
        return new Target(name, attribute);
    }

    private Statement macro(int line) {
        String name = tokens.name();
        List<Parameter> parameters = parameters();
        return macro(name, parameters, "endmacro", line);
    }

    private List<Parameter> parameters() {
        var parameters = new ArrayList<Parameter>();
        tokens.expect(Kind.OPERATOR, "(");
        while (!tokens.takeOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
                if (tokens.takeOperator(")")) {
                    break;
                }
            }
            String parameter = tokens.name();
            parameters.add(new Parameter(parameter, tokens.takeOperator("=") ? expressions.expression() : null));
        }
        return parameters;
    }

    private Statement.Macro macro(String name, List<Parameter> parameters, String end, int line) {
        endBlock();
        int outerLoops = loops;
        int known = expressions.unknown().count();
        loops = 0;
        branches++;
        var body = new ArrayList<Statement>();
        Set<String> specials = expressions.operands().namesSeenBy(() -> body.addAll(bodyUntil(end)));
        specials.retainAll(Set.of("varargs", "kwargs", "caller"));
        branches--;
        loops = outerLoops;
        // it may never be called
        expressions.unknown().forgive(known);
        return new Statement.Macro(name, parameters, body, specials, line);
    }

    private Statement callBlock(int line) {
        List<Parameter> parameters = tokens.peek().is(Kind.OPERATOR, "(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw TemplateException.at(line, "{% call %} needs a call of a macro");
        }
        return new Statement.CallBlock(call, macro("caller", parameters, "endcall", line), line);
    }

    private Statement filterBlock(int line) {
        // its filters stand without a value and the sign before the first
        Expression filtered = expressions.operands().filtersFromName(new Expression.Name(""));
        endBlock();
        return new Statement.FilterBlock(bodyUntil("endfilter"), filtered, line);
    }

    private Statement block(int line) {
        tokens.name();
        while (tokens.peek().kind() == Kind.NAME) {
            tokens.next();
        }
        endBlock();
        List<Statement> body = body(Set.of("endblock"));
        tokens.next();
        if (tokens.peek().kind() == Kind.NAME) {
            tokens.next();
        }
        endBlock();
        return new Statement.Enclosed(body, line);
    }

    private Statement with(int line) {
        var targets = new ArrayList<Target>();
        var values = new ArrayList<Expression>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expect(Kind.OPERATOR, ",");
            }
            targets.add(new Target(tokens.name(), null));
            tokens.expect(Kind.OPERATOR, "=");
            values.add(expressions.expression());
        }
        endBlock();
        return new Statement.With(targets, values, bodyUntil("endwith"), line);
    }
}
