package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The evaluated arguments of a call. */
record Arguments(List<Object> positional, Map<String, Object> named) {

    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /**
     * Checks that no argument is left over.
     *
     * @param function what is called, for the complaint
     * @param names the parameters in their order
     */
    Arguments requireOnly(String function, List<String> names) {
        if (positional.size() > names.size()) {
            throw new TemplateException(function + " takes at most " + names.size() + " arguments");
        }
        for (String name : named.keySet()) {
            if (!names.contains(name)) {
                throw new TemplateException("the argument " + name + " of " + function + " is not supported");
            }
        }
        return this;
    }

    /** The same arguments, each value changed. */
    Arguments mapped(UnaryOperator<@Nullable Object> change) {
        var values = new ArrayList<Object>();
        positional.forEach(value -> values.add(change.apply(value)));
        var byName = new LinkedHashMap<String, Object>();
        named.forEach((name, value) -> byName.put(name, change.apply(value)));
        return new Arguments(values, byName);
    }

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    /** An argument by its place or name; null where it is absent or None. */
    @Nullable
    Object get(int index, String name) {
        return index < positional.size() ? positional.get(index) : named.get(name);
    }

    Object required(int index, String name) {
        Object value = get(index, name);
        if (value == null) {
            throw new TemplateException("the argument " + name + " is missing");
        }
        return value;
    }

    String string(int index, String name) {
        if (required(index, name) instanceof String string) {
            return string;
        }
        throw new TemplateException("the argument " + name + " must be a string");
    }

    String string(int index, String name, String otherwise) {
        return get(index, name) == null ? otherwise : string(index, name);
    }

    long integer(int index, String name, long otherwise) {
        Object value = get(index, name);
        return switch (value) {
            case null -> otherwise;
            case Long number -> number;
            default -> throw new TemplateException("the argument " + name + " must be a whole number");
        };
    }

    boolean isTrue(int index, String name) {
        return Values.isTrue(get(index, name));
    }
}
