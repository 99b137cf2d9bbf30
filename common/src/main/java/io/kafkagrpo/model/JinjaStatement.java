package io.kafkagrpo.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template, or a stretch of its text. */
sealed interface JinjaStatement {

    int line();

    record Text(String text, int line) implements JinjaStatement {}

    record Output(JinjaExpression value, int line) implements JinjaStatement {}

    /** One {@code if} or {@code elif} with its body. */
    record Branch(JinjaExpression condition, List<JinjaStatement> body) {}

    record If(List<Branch> branches, List<JinjaStatement> otherwise, int line) implements JinjaStatement {}

    record For(
            List<String> targets,
            JinjaExpression iterable,
            @Nullable JinjaExpression filter,
            List<JinjaStatement> body,
            List<JinjaStatement> otherwise,
            int line)
            implements JinjaStatement {}

    /** What a {@code set} assigns to: a name, or an attribute of a namespace. */
    record Target(String name, @Nullable String attribute) {}

    record Set(List<Target> targets, JinjaExpression value, int line) implements JinjaStatement {}

    /** {@code {% set x %}…{% endset %}}; filters are applied to the Name "" in the given expression. */
    record SetBlock(Target target, List<JinjaStatement> body, JinjaExpression filtered, int line)
            implements JinjaStatement {}

    record Parameter(String name, @Nullable JinjaExpression defaultValue) {}

    record Macro(String name, List<Parameter> parameters, List<JinjaStatement> body, int line)
            implements JinjaStatement {}

    /** {@code {% generation %}}: marks what the assistant wrote; only the text matters here. */
    record Generation(List<JinjaStatement> body, int line) implements JinjaStatement {}

    record With(List<Target> targets, List<JinjaExpression> values, List<JinjaStatement> body, int line)
            implements JinjaStatement {}

    record Break(int line) implements JinjaStatement {}

    record Continue(int line) implements JinjaStatement {}
}
