package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.Expression;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of an expression within a scope. */
final class Evaluator {

    private Evaluator() {}

    static @Nullable Object value(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.ListOf list -> values(list.items(), scope);
            case Expression.TupleOf tuple -> new PyTuple(values(tuple.items(), scope));
            case Expression.DictOf dict -> dict(dict, scope);
            case Expression.Attribute attribute ->
                Methods.attribute(value(attribute.target(), scope), attribute.name());
            case Expression.Item item -> Values.item(value(item.target(), scope), value(item.index(), scope));
            case Expression.Slice slice ->
                Values.slice(
                        value(slice.target(), scope),
                        valueOrNull(slice.start(), scope),
                        valueOrNull(slice.stop(), scope),
                        valueOrNull(slice.step(), scope));
            case Expression.Call call -> call(call, scope);
            case Expression.Filter filter ->
                Filters.apply(filter.name(), value(filter.input(), scope), arguments(filter.arguments(), scope));
            case Expression.Test test ->
                Tests.holds(test.name(), value(test.input(), scope), arguments(test.arguments(), scope));
            case Expression.Not not -> !isTrue(not.operand(), scope);
            case Expression.Negative negative -> Operators.apply("-", 0L, value(negative.operand(), scope));
            case Expression.Positive positive -> Operators.apply("+", 0L, value(positive.operand(), scope));
            case Expression.And and -> {
                Object left = value(and.left(), scope);
                yield Values.isTrue(left) ? value(and.right(), scope) : left;
            }
            case Expression.Or or -> {
                Object left = value(or.left(), scope);
                yield Values.isTrue(left) ? left : value(or.right(), scope);
            }
            case Expression.Binary binary ->
                Operators.apply(binary.operator(), value(binary.left(), scope), value(binary.right(), scope));
            case Expression.Comparison comparison -> compares(comparison, scope);
            case Expression.Conditional conditional -> conditional(conditional, scope);
        };
    }

    static boolean isTrue(Expression expression, Scope scope) {
        return Values.isTrue(value(expression, scope));
    }

    private static @Nullable Object valueOrNull(@Nullable Expression expression, Scope scope) {
        return expression == null ? null : value(expression, scope);
    }

    private static @Nullable Object conditional(Expression.Conditional conditional, Scope scope) {
        if (isTrue(conditional.condition(), scope)) {
            return value(conditional.then(), scope);
        }
        Expression otherwise = conditional.otherwise();
        return otherwise == null ? new Undefined("the value of an inline if without else") : value(otherwise, scope);
    }

    private static List<Object> values(List<Expression> expressions, Scope scope) {
        var values = new ArrayList<Object>();
        for (Expression expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private static Object dict(Expression.DictOf dict, Scope scope) {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < dict.keys().size(); i++) {
            map.put(value(dict.keys().get(i), scope), value(dict.values().get(i), scope));
        }
        return map;
    }

    private static Arguments arguments(Expression.Arguments arguments, Scope scope) {
        var named = new LinkedHashMap<String, Object>();
        arguments.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return new Arguments(values(arguments.positional(), scope), named);
    }

    private static @Nullable Object call(Expression.Call call, Scope scope) {
        return switch (value(call.callee(), scope)) {
            case Callable callable -> callable.call(arguments(call.arguments(), scope));
            case Undefined undefined -> throw undefined.used();
            case null, default -> throw new TemplateException("something that is not a function is called");
        };
    }

    private static boolean compares(Expression.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.rest().size(); i++) {
            Object right = value(comparison.rest().get(i), scope);
            if (!Operators.compares(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }
}
