package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.Expression;
import io.kafkagrpo.jinja.syntax.Statement;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a template's statements and gathers their text. */
final class Renderer {

    /** How a stretch of statements ended. */
    private enum Flow {
        ON,
        BREAK,
        CONTINUE
    }

    private static final int DEEPEST_CALL = 100;

    private int calls;

    private Renderer() {}

    /**
     * Renders a template.
     *
     * @param variables values as {@link Values} knows them, functions among them
     * @throws TemplateException naming the line
     */
    static String render(List<Statement> template, Map<String, ?> variables) {
        var globals = new Scope(null);
        variables.forEach(globals::set);
        var out = new StringBuilder();
        new Renderer().run(template, new Scope(globals), out);
        return out.toString();
    }

    private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
        for (Statement statement : statements) {
            Flow flow;
            try {
                flow = run(statement, scope, out);
            } catch (TemplateException e) {
                throw e.at(statement.line());
            }
            if (flow != Flow.ON) {
                return flow;
            }
        }
        return Flow.ON;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        return switch (statement) {
            case Statement.Text text -> {
                out.append(text.text());
                yield Flow.ON;
            }
            case Statement.Output output -> {
                out.append(Text.of(Evaluator.value(output.value(), scope)));
                yield Flow.ON;
            }
            case Statement.If choice -> choose(choice, scope, out);
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Set set -> {
                assign(set.targets(), Evaluator.value(set.value(), scope), scope);
                yield Flow.ON;
            }
            case Statement.SetBlock set -> {
                var text = new StringBuilder();
                run(set.body(), new Scope(scope), text);
                var filterScope = new Scope(scope);
                filterScope.set("", text.toString());
                assign(set.target(), Evaluator.value(set.filtered(), filterScope), scope);
                yield Flow.ON;
            }
            case Statement.Macro macro -> {
                Callable callable = arguments -> call(macro, arguments, scope);
                scope.set(macro.name(), callable);
                yield Flow.ON;
            }
            case Statement.Generation generation -> run(generation.body(), scope, out);
            case Statement.With with -> {
                var inner = new Scope(scope);
                for (int i = 0; i < with.targets().size(); i++) {
                    assign(with.targets().get(i), Evaluator.value(with.values().get(i), scope), inner);
                }
                yield run(with.body(), inner, out);
            }
            case Statement.Break _ -> Flow.BREAK;
            case Statement.Continue _ -> Flow.CONTINUE;
        };
    }

    private Flow choose(Statement.If choice, Scope scope, StringBuilder out) {
        for (Statement.Branch branch : choice.branches()) {
            if (Evaluator.isTrue(branch.condition(), scope)) {
                return run(branch.body(), scope, out);
            }
        }
        return run(choice.otherwise(), scope, out);
    }

    private Flow loop(Statement.For loop, Scope scope, StringBuilder out) {
        var items = new ArrayList<Object>();
        for (Object item : Values.items(Evaluator.value(loop.iterable(), scope))) {
            Expression filter = loop.filter();
            if (filter == null || Evaluator.isTrue(filter, bound(loop, item, scope))) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            return run(loop.otherwise(), new Scope(scope), out);
        }
        var lastChanged = new ArrayList<@Nullable Object>();
        for (int i = 0; i < items.size(); i++) {
            Scope inner = bound(loop, items.get(i), scope);
            inner.set("loop", new Loop(items, i, lastChanged));
            if (run(loop.body(), inner, out) == Flow.BREAK) {
                break;
            }
        }
        return Flow.ON;
    }

    private static Scope bound(Statement.For loop, @Nullable Object item, Scope around) {
        var inner = new Scope(around);
        if (loop.targets().size() == 1) {
            inner.set(loop.targets().getFirst(), item);
            return inner;
        }
        List<Object> parts = unpacked(item, loop.targets().size());
        for (int i = 0; i < parts.size(); i++) {
            inner.set(loop.targets().get(i), parts.get(i));
        }
        return inner;
    }

    private static List<Object> unpacked(@Nullable Object value, int size) {
        List<Object> parts = Values.items(value);
        if (parts.size() != size) {
            throw new TemplateException(parts.size() + " values can't be assigned to " + size + " names");
        }
        return parts;
    }

    private static void assign(List<Statement.Target> targets, @Nullable Object value, Scope scope) {
        if (targets.size() == 1) {
            assign(targets.getFirst(), value, scope);
            return;
        }
        List<Object> parts = unpacked(value, targets.size());
        for (int i = 0; i < parts.size(); i++) {
            assign(targets.get(i), parts.get(i), scope);
        }
    }

    private static void assign(Statement.Target target, @Nullable Object value, Scope scope) {
        String attribute = target.attribute();
        if (attribute == null) {
            scope.set(target.name(), value);
        } else if (scope.get(target.name()) instanceof Namespace namespace) {
            namespace.attributes().put(attribute, value);
        } else {
            throw new TemplateException(
                    "{% set " + target.name() + "." + attribute + " %} needs a namespace() named " + target.name());
        }
    }

    private String call(Statement.Macro macro, Arguments arguments, Scope definedIn) {
        List<String> names =
                macro.parameters().stream().map(Statement.Parameter::name).toList();
        arguments.requireOnly("the macro " + macro.name(), names);
        var inner = new Scope(definedIn);
        for (int i = 0; i < names.size(); i++) {
            Expression fallback = macro.parameters().get(i).defaultValue();
            Object absent = new Undefined("'" + names.get(i) + "'");
            inner.set(
                    names.get(i),
                    arguments.has(i, names.get(i))
                            ? arguments.get(i, names.get(i))
                            : fallback == null ? absent : Evaluator.value(fallback, inner));
        }
        if (++calls > DEEPEST_CALL) {
            throw new TemplateException(
                    "the macro " + macro.name() + " calls itself more than " + DEEPEST_CALL + " deep");
        }
        var text = new StringBuilder();
        run(macro.body(), inner, text);
        calls--;
        return text.toString();
    }
}
