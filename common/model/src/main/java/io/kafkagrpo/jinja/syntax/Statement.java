package io.kafkagrpo.jinja.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template, or a stretch of its text. */
public sealed interface Statement {

    int line();

    record Text(String text, int line) implements Statement {}

    record Output(Expression value, int line) implements Statement {}

    /** One {@code if} or {@code elif} with its body. */
    record Branch(Expression condition, List<Statement> body) {}

    record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

    record For(
            List<String> targets,
            Expression iterable,
            @Nullable Expression filter,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    /** What a {@code set} assigns to: a name, or an attribute of a namespace. */
    record Target(String name, @Nullable String attribute) {}

    record Set(List<Target> targets, Expression value, int line) implements Statement {}

    /** {@code {% set x %}…{% endset %}}; filters are applied to the Name "" in the given expression. */
    record SetBlock(Target target, List<Statement> body, Expression filtered, int line) implements Statement {}

    record Parameter(String name, @Nullable Expression defaultValue) {}

    record Macro(String name, List<Parameter> parameters, List<Statement> body, int line) implements Statement {}

    /** {@code {% generation %}}: marks what the assistant wrote; only the text matters here. */
    record Generation(List<Statement> body, int line) implements Statement {}

    record With(List<Target> targets, List<Expression> values, List<Statement> body, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}
}
