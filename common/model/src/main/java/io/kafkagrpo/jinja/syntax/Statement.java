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

    /** Whether a loop's body may call {@code loop(items)}. */
    enum Recursion {
        NONE,
        RECURSIVE
    }

    record For(
            List<String> targets,
            Expression iterable,
            @Nullable Expression filter,
            Recursion recursion,
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

    /**
     * A macro, or the body of a {@code call} block, which is a macro named caller.
     *
     * @param specials which of varargs, kwargs and caller the body names; only those are taken
     */
    record Macro(
            String name, List<Parameter> parameters, List<Statement> body, java.util.Set<String> specials, int line)
            implements Statement {}

    /** {@code {% call(x) m(1) %}…{% endcall %}}: the call gets the body as {@code caller}. */
    record CallBlock(Expression.Call call, Macro body, int line) implements Statement {}

    /** {@code {% filter upper %}…{% endfilter %}}; filters are applied to the Name "" in the given expression. */
    record FilterBlock(List<Statement> body, Expression filtered, int line) implements Statement {}

    /**
     * A body that sees the names around it and keeps its own: {@code generation}, and {@code block} without heirs.
     */
    record Enclosed(List<Statement> body, int line) implements Statement {}

    /** What is refused where it is reached, for Jinja doesn't look at it before. */
    record Refused(String complaint, int line) implements Statement {}

    record With(List<Target> targets, List<Expression> values, List<Statement> body, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}
}
