package io.kafkagrpo.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a template's statements and gathers their text. */
final class JinjaRenderer {

    /** How a stretch of statements ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private static final int DEEPEST_CALL = 100;

    private int calls;

    private JinjaRenderer() {}

    /**
     * Renders a template.
     *
     * @param variables values as {@link JinjaValues} knows them, functions among them
     * @throws JinjaException naming the line
     */
    static String render(List<JinjaStatement> template, Map<String, ?> variables) {
        var globals = new JinjaScope(null);
        variables.forEach(globals::set);
        var out = new StringBuilder();
        new JinjaRenderer().run(template, new JinjaScope(globals), out);
        return out.toString();
    }

    private Flow run(List<JinjaStatement> statements, JinjaScope scope, StringBuilder out) {
        for (var statement : statements) {
            Flow flow;
            try {
                flow = run(statement, scope, out);
            } catch (JinjaException e) {
                throw e.at(statement.line());
            }
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(JinjaStatement statement, JinjaScope scope, StringBuilder out) {
        return switch (statement) {
            case JinjaStatement.Text text -> {
                out.append(text.text());
                yield Flow.ON;
            }
            case JinjaStatement.Output output -> {
                out.append(JinjaText.of(JinjaEvaluator.value(output.value(), scope)));
                yield Flow.ON;
            }
            case JinjaStatement.If choice -> choose(choice, scope, out);
            case JinjaStatement.For loop -> loop(loop, scope, out);
            case JinjaStatement.Set set -> {
                assign(set.targets(), JinjaEvaluator.value(set.value(), scope), scope);
                yield Flow.ON;
            }
            case JinjaStatement.SetBlock set -> {
                var text = new StringBuilder();
                run(set.body(), new JinjaScope(scope), text);
                var filterScope = new JinjaScope(scope);
                filterScope.set("", text.toString());
                assign(set.target(), JinjaEvaluator.value(set.filtered(), filterScope), scope);
                yield Flow.ON;
            }
            case JinjaStatement.Macro macro -> {
                JinjaCallable callable = arguments -> call(macro, arguments, scope);
                scope.set(macro.name(), callable);
                yield Flow.ON;
            }
            case JinjaStatement.Generation generation -> run(generation.body(), scope, out);
            case JinjaStatement.With with -> {
                var inner = new JinjaScope(scope);
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(
                            with.targets().get(i),
                            JinjaEvaluator.value(with.values().get(i), scope),
                            inner);
                }
                yield run(with.body(), inner, out);
            }
            case JinjaStatement.Break _ -> Flow.BREAK;
            case JinjaStatement.Continue _ -> Flow.CONTINUE;
        };
    }

    private Flow choose(JinjaStatement.If choice, JinjaScope scope, StringBuilder out) {
        for (var branch : choice.branches()) {
            if (JinjaEvaluator.isTrue(branch.condition(), scope)) {
                return run(branch.body(), scope, out);
            }
        }
        return run(choice.otherwise(), scope, out);
    }

    private Flow loop(JinjaStatement.For loop, JinjaScope scope, StringBuilder out) {
        var items = new ArrayList<Object>();
        for (var item : JinjaValues.items(JinjaEvaluator.value(loop.iterable(), scope))) {
            var filter = loop.filter();
            if (filter == null || JinjaEvaluator.isTrue(filter, bound(loop, item, scope))) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            return run(loop.otherwise(), new JinjaScope(scope), out);
        }
        var lastChanged = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items.size(); i++) {
            var inner = bound(loop, items.get(i), scope);
            inner.set("loop", new JinjaLoop(items, i, lastChanged));
            if (run(loop.body(), inner, out) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    private static JinjaScope bound(JinjaStatement.For loop, @Nullable Object item, JinjaScope around) {
        var inner = new JinjaScope(around);
        if (loop.targets().size() == 1) {
            inner.set(loop.targets().getFirst(), item);
            return inner;
        }
        var parts = unpacked(item, loop.targets().size());
        for (int i = 0; i < parts.size(); i++) {
            inner.set(loop.targets().get(i), parts.get(i));
        }
        return inner;
    }

    private static List<Object> unpacked(@Nullable Object value, int size) {
        var parts = JinjaValues.items(value);
        if (parts.size() != size) {
            throw new JinjaException(parts.size() + " values can't be assigned to " + size + " names");
        }
        return parts;
    }

    private static void assign(List<JinjaStatement.Target> targets, @Nullable Object value, JinjaScope scope) {
        if (targets.size() == 1) {
            assign(targets.getFirst(), value, scope);
            return;
        }
        var parts = unpacked(value, targets.size());
        for (int i = 0; i < parts.size(); i++) {
            assign(targets.get(i), parts.get(i), scope);
        }
    }

    private static void assign(JinjaStatement.Target target, @Nullable Object value, JinjaScope scope) {
        var attribute = target.attribute();
        if (attribute == null) {
            scope.set(target.name(), value);
        } else if (scope.get(target.name()) instanceof JinjaNamespace namespace) {
            namespace.attributes().put(attribute, value);
        } else {
            throw new JinjaException(
                    "{% set " + target.name() + "." + attribute + " %} needs a namespace() named " + target.name());
        }
    }

    private String call(JinjaStatement.Macro macro, JinjaArguments arguments, JinjaScope definedIn) {
        var names =
                macro.parameters().stream().map(JinjaStatement.Parameter::name).toList();
        arguments.requireOnly("the macro " + macro.name(), names);
        var inner = new JinjaScope(definedIn);
        for (int i = 0; i < names.size(); i++) {
            var fallback = macro.parameters().get(i).defaultValue();
            Object absent = new JinjaUndefined("'" + names.get(i) + "'");
            inner.set(
                    names.get(i),
                    arguments.has(i, names.get(i))
                            ? arguments.get(i, names.get(i))
                            : fallback == null ? absent : JinjaEvaluator.value(fallback, inner));
        }
        if (++calls > DEEPEST_CALL) {
            throw new JinjaException("the macro " + macro.name() + " calls itself more than " + DEEPEST_CALL + " deep");
        }
        var text = new StringBuilder();
        run(macro.body(), inner, text);
        calls--;
        return text.toString();
    }
}
