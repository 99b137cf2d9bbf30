package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.Expression;
import io.kafkagrpo.jinja.syntax.Statement;
import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    private static final Callable NOT_RECURSIVE = _ -> {
        throw new TemplateException("loop() is called in a loop without 'recursive'");
    };

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
            case Statement.FilterBlock block -> {
                var text = new StringBuilder();
                run(block.body(), new Scope(scope), text);
                var filterScope = new Scope(scope);
                filterScope.set("", text.toString());
                out.append(Text.of(Evaluator.value(block.filtered(), filterScope)));
                yield Flow.ON;
            }
            case Statement.Macro macro -> {
                scope.set(macro.name(), callable(macro, scope));
                yield Flow.ON;
            }
            case Statement.CallBlock block -> {
                Map<String, Object> caller = Map.of("caller", callable(block.body(), scope));
                out.append(Text.of(Evaluator.call(block.call(), caller, scope)));
                yield Flow.ON;
            }
            case Statement.Enclosed enclosed -> run(enclosed.body(), new Scope(scope), out);
            case Statement.Refused refused -> throw new TemplateException(refused.complaint());
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
        return loop(loop, Evaluator.value(loop.iterable(), scope), 1, scope, out);
    }

    private Flow loop(Statement.For loop, @Nullable Object iterable, int depth, Scope scope, StringBuilder out) {
        if (depth > DEEPEST_CALL) {
            throw new TemplateException("a loop calls itself more than " + DEEPEST_CALL + " deep");
        }
        Callable again = loop.recursion() == Statement.Recursion.NONE
                ? NOT_RECURSIVE
                : arguments -> {
                    var text = new StringBuilder();
                    loop(loop, arguments.required(0, "iterable"), depth + 1, scope, text);
                    return text.toString();
                };
        var items = new ArrayList<Object>();
        for (Object item : Values.items(iterable)) {
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
            inner.set("loop", new Loop(items, i, depth, again, lastChanged));
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
        } else if (scope.get(target.name()) instanceof Globals.Namespace namespace) {
            namespace.attributes().put(attribute, value);
        } else {
            throw new TemplateException(
                    "{% set " + target.name() + "." + attribute + " %} needs a namespace() named " + target.name());
        }
    }

    private Callable callable(Statement.Macro macro, Scope scope) {
        return arguments -> call(macro, arguments, scope);
    }

    /**
     * Gives a macro the arguments that it declares no parameter for, where it asks for them; others are refused.
     */
    private static void takeSpecials(Statement.Macro macro, Arguments arguments, List<String> names, Scope inner) {
        List<Object> all = arguments.positional();
        List<Object> rest = all.subList(Math.min(names.size(), all.size()), all.size());
        var named = new LinkedHashMap<Object, @Nullable Object>(arguments.named());
        names.forEach(named::remove);
        if (macro.specials().contains("caller") && !names.contains("caller")) {
            boolean called = named.containsKey("caller");
            inner.set("caller", called ? named.remove("caller") : new Undefined("the macro's caller"));
        }
        if (macro.specials().contains("varargs")) {
            inner.set("varargs", new PyTuple(rest));
        } else if (!rest.isEmpty()) {
            throw new TemplateException(
                    "the macro %s takes at most %d arguments".formatted(macro.name(), names.size()));
        }
        if (macro.specials().contains("kwargs")) {
            inner.set("kwargs", named);
        } else if (!named.isEmpty()) {
            throw new TemplateException("the argument %s of the macro %s is not supported"
                    .formatted(named.keySet().iterator().next(), macro.name()));
        }
    }

    private String call(Statement.Macro macro, Arguments arguments, Scope definedIn) {
        List<String> names =
                macro.parameters().stream().map(Statement.Parameter::name).toList();
        var inner = new Scope(definedIn);
        takeSpecials(macro, arguments, names, inner);
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
