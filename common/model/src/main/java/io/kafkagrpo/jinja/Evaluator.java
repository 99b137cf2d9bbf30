package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.Expression;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            case Expression.Call call -> call(call, Map.of(), scope);
            case Expression.Refused refused -> throw new TemplateException(refused.complaint());
            case Expression.Filter filter ->
                Filters.apply(filter.name(), value(filter.input(), scope), arguments(filter.arguments(), scope));
            case Expression.Test test ->
                Tests.holds(test.name(), value(test.input(), scope), arguments(test.arguments(), scope));
            case Expression.Not not -> !isTrue(not.operand(), scope);
            case Expression.Negative negative -> {
                Object operand = value(negative.operand(), scope);
                yield operand instanceof Double number ? (Object) (-number) : Operators.apply("-", 0L, operand);
            }
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

    /** @param more named arguments besides those written */
    static @Nullable Object call(Expression.Call call, Map<String, Object> more, Scope scope) {
        return switch (value(call.callee(), scope)) {
            case Callable callable -> callable.call(arguments(call, more, scope));
            case Undefined undefined -> throw undefined.used();
            case null, default -> throw new TemplateException("something that is not a function is called");
        };
    }

    private static Arguments arguments(Expression.Call call, Map<String, Object> more, Scope scope) {
        Arguments written = arguments(call.arguments(), scope);
        if (call.list() == null && call.map() == null && more.isEmpty()) {
            return written;
        }
        var positional = new ArrayList<>(written.positional());
        if (call.list() != null) {
            positional.addAll(Values.items(value(call.list(), scope)));
        }
        var named = new LinkedHashMap<>(written.named());
        if (call.map() != null) {
            if (!(value(call.map(), scope) instanceof Map<?, ?> map)) {
                throw new TemplateException("what stands after ** must be a dict");
            }
            map.forEach((key, value) -> named.put(Text.of(key), value));
        }
        named.putAll(more);
        return new Arguments(positional, named);
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
