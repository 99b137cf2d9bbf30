package io.kafkagrpo.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The evaluated arguments of a call. */
record JinjaArguments(List<Object> positional, Map<String, Object> named) {

    static final JinjaArguments NONE = new JinjaArguments(List.of(), Map.of());

    /**
     * Checks that no argument is left over.
     *
     * @param function what is called, for the complaint
     * @param names the parameters in their order
     */
    JinjaArguments requireOnly(String function, List<String> names) {
        if (positional.size() > names.size()) {
            throw new JinjaException(function + " takes at most " + names.size() + " arguments");
        }
        for (var name : named.keySet()) {
            if (!names.contains(name)) {
                throw new JinjaException("the argument " + name + " of " + function + " is not supported");
            }
        }
        return this;
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
        var value = get(index, name);
        if (value == null) {
            throw new JinjaException("the argument " + name + " is missing");
        }
        return value;
    }

    String string(int index, String name) {
        if (required(index, name) instanceof String string) {
            return string;
        }
        throw new JinjaException("the argument " + name + " must be a string");
    }

    String string(int index, String name, String otherwise) {
        return get(index, name) == null ? otherwise : string(index, name);
    }

    long integer(int index, String name, long otherwise) {
        var value = get(index, name);
        return switch (value) {
            case null -> otherwise;
            case Long number -> number;
            default -> throw new JinjaException("the argument " + name + " must be a whole number");
        };
    }

    boolean isTrue(int index, String name) {
        return JinjaValues.isTrue(get(index, name));
    }
}
