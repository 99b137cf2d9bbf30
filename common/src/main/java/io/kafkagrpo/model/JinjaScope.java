package io.kafkagrpo.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a stretch of a template sees: its own, then those around it. */
final class JinjaScope {

    private final @Nullable JinjaScope around;
    private final Map<String, @Nullable Object> names = new HashMap<>();

    JinjaScope(@Nullable JinjaScope around) {
        this.around = around;
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    /** A name's value; undefined where no scope has it. */
    @Nullable
    Object get(String name) {
        for (var scope = this; scope != null; scope = scope.around) {
            if (scope.names.containsKey(name)) {
                return scope.names.get(name);
            }
        }
        return new JinjaUndefined("'" + name + "'");
    }
}
