package io.kafkagrpo.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of an expression within a scope. */
final class JinjaEvaluator {

    private JinjaEvaluator() {}

    static @Nullable Object value(JinjaExpression expression, JinjaScope scope) {
        return switch (expression) {
            case JinjaExpression.Literal literal -> literal.value();
            case JinjaExpression.Name name -> scope.get(name.name());
            case JinjaExpression.ListOf list -> values(list.items(), scope);
            case JinjaExpression.TupleOf tuple -> new JinjaTuple(values(tuple.items(), scope));
            case JinjaExpression.DictOf dict -> dict(dict, scope);
            case JinjaExpression.Attribute attribute ->
                JinjaMethods.attribute(value(attribute.target(), scope), attribute.name());
            case JinjaExpression.Item item -> JinjaValues.item(value(item.target(), scope), value(item.index(), scope));
            case JinjaExpression.Slice slice ->
                JinjaValues.slice(
                        value(slice.target(), scope),
                        valueOrNull(slice.start(), scope),
                        valueOrNull(slice.stop(), scope),
                        valueOrNull(slice.step(), scope));
            case JinjaExpression.Call call -> call(call, scope);
            case JinjaExpression.Filter filter ->
                JinjaFilters.apply(filter.name(), value(filter.input(), scope), arguments(filter.arguments(), scope));
            case JinjaExpression.Test test ->
                JinjaTests.holds(test.name(), value(test.input(), scope), arguments(test.arguments(), scope));
            case JinjaExpression.Not not -> !isTrue(not.operand(), scope);
            case JinjaExpression.Negative negative -> JinjaOperators.apply("-", 0L, value(negative.operand(), scope));
            case JinjaExpression.Positive positive -> JinjaOperators.apply("+", 0L, value(positive.operand(), scope));
            case JinjaExpression.And and -> {
                var left = value(and.left(), scope);
                yield JinjaValues.isTrue(left) ? value(and.right(), scope) : left;
            }
            case JinjaExpression.Or or -> {
                var left = value(or.left(), scope);
                yield JinjaValues.isTrue(left) ? left : value(or.right(), scope);
            }
            case JinjaExpression.Binary binary ->
                JinjaOperators.apply(binary.operator(), value(binary.left(), scope), value(binary.right(), scope));
            case JinjaExpression.Comparison comparison -> compares(comparison, scope);
            case JinjaExpression.Conditional conditional -> conditional(conditional, scope);
        };
    }

    static boolean isTrue(JinjaExpression expression, JinjaScope scope) {
        return JinjaValues.isTrue(value(expression, scope));
    }

    private static @Nullable Object valueOrNull(@Nullable JinjaExpression expression, JinjaScope scope) {
        return expression == null ? null : value(expression, scope);
    }

    private static @Nullable Object conditional(JinjaExpression.Conditional conditional, JinjaScope scope) {
        if (isTrue(conditional.condition(), scope)) {
            return value(conditional.then(), scope);
        }
        var otherwise = conditional.otherwise();
        return otherwise == null
                ? new JinjaUndefined("the value of an inline if without else")
                : value(otherwise, scope);
    }

    private static List<Object> values(List<JinjaExpression> expressions, JinjaScope scope) {
        var values = new ArrayList<Object>();
        for (var expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private static Object dict(JinjaExpression.DictOf dict, JinjaScope scope) {
        var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < dict.keys().size(); i++) {
            map.put(value(dict.keys().get(i), scope), value(dict.values().get(i), scope));
        }
        return map;
    }

    private static JinjaArguments arguments(JinjaExpression.Arguments arguments, JinjaScope scope) {
        var named = new LinkedHashMap<String, Object>();
        arguments.named().forEach((name, expression) -> named.put(name, value(expression, scope)));
        return new JinjaArguments(values(arguments.positional(), scope), named);
    }

    private static @Nullable Object call(JinjaExpression.Call call, JinjaScope scope) {
        return switch (value(call.callee(), scope)) {
            case JinjaCallable callable -> callable.call(arguments(call.arguments(), scope));
            case JinjaUndefined undefined -> throw undefined.used();
            case null, default -> throw new JinjaException("something that is not a function is called");
        };
    }

    private static boolean compares(JinjaExpression.Comparison comparison, JinjaScope scope) {
        var left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.rest().size(); i++) {
            var right = value(comparison.rest().get(i), scope);
            if (!JinjaOperators.compares(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }
}
