package io.kafkagrpo.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a template. */
sealed interface JinjaExpression {

    record Literal(@Nullable Object value) implements JinjaExpression {}

    record Name(String name) implements JinjaExpression {}

    record ListOf(List<JinjaExpression> items) implements JinjaExpression {}

    record TupleOf(List<JinjaExpression> items) implements JinjaExpression {}

    record DictOf(List<JinjaExpression> keys, List<JinjaExpression> values) implements JinjaExpression {}

    /** {@code target.name}. */
    record Attribute(JinjaExpression target, String name) implements JinjaExpression {}

    /** {@code target[index]}. */
    record Item(JinjaExpression target, JinjaExpression index) implements JinjaExpression {}

    /** {@code target[start:stop:step]}. */
    record Slice(
            JinjaExpression target,
            @Nullable JinjaExpression start,
            @Nullable JinjaExpression stop,
            @Nullable JinjaExpression step)
            implements JinjaExpression {}

    record Arguments(List<JinjaExpression> positional, Map<String, JinjaExpression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }

    record Call(JinjaExpression callee, Arguments arguments) implements JinjaExpression {}

    record Filter(JinjaExpression input, String name, Arguments arguments) implements JinjaExpression {}

    record Test(JinjaExpression input, String name, Arguments arguments) implements JinjaExpression {}

    record Not(JinjaExpression operand) implements JinjaExpression {}

    record Negative(JinjaExpression operand) implements JinjaExpression {}

    record Positive(JinjaExpression operand) implements JinjaExpression {}

    record And(JinjaExpression left, JinjaExpression right) implements JinjaExpression {}

    record Or(JinjaExpression left, JinjaExpression right) implements JinjaExpression {}

    /** {@code left + right} and the other arithmetic operators, and {@code ~}. */
    record Binary(String operator, JinjaExpression left, JinjaExpression right) implements JinjaExpression {}

    /** {@code first op[0] rest[0] op[1] rest[1] …}, true where every neighbouring pair holds. */
    record Comparison(JinjaExpression first, List<String> operators, List<JinjaExpression> rest)
            implements JinjaExpression {}

    /** {@code then if condition else otherwise}. */
    record Conditional(
            JinjaExpression condition,
            JinjaExpression then,
            @Nullable JinjaExpression otherwise) implements JinjaExpression {}
}
