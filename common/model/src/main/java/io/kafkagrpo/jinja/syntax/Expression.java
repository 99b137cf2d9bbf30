package io.kafkagrpo.jinja.syntax;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a template. */
public sealed interface Expression {

    record Literal(@Nullable Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> items) implements Expression {}

    record TupleOf(List<Expression> items) implements Expression {}

    record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

    /** {@code target.name}. */
    record Attribute(Expression target, String name) implements Expression {}

    /** {@code target[index]}. */
    record Item(Expression target, Expression index) implements Expression {}

    /** {@code target[start:stop:step]}. */
    record Slice(
            Expression target,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step) implements Expression {}

    record Arguments(List<Expression> positional, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }

    /**
     * What a call gives.
     *
     * @param list what stands after {@code *}, whose items follow the positional ones
     * @param map what stands after {@code **}, whose entries follow the named ones
     */
    record Call(
            Expression callee,
            Arguments arguments,
            @Nullable Expression list,
            @Nullable Expression map) implements Expression {}

    /** What is refused where it is reached: a filter in a branch that is never taken harms nothing. */
    record Refused(String complaint) implements Expression {}

    record Filter(Expression input, String name, Arguments arguments) implements Expression {}

    record Test(Expression input, String name, Arguments arguments) implements Expression {}

    record Not(Expression operand) implements Expression {}

    record Negative(Expression operand) implements Expression {}

    record Positive(Expression operand) implements Expression {}

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    /** {@code left + right} and the other arithmetic operators, and {@code ~}. */
    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /** {@code first op[0] rest[0] op[1] rest[1] …}, true where every neighbouring pair holds. */
    record Comparison(Expression first, List<String> operators, List<Expression> rest) implements Expression {}

    /** {@code then if condition else otherwise}. */
    record Conditional(
            Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {}
}
