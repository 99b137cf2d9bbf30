package io.kafkagrpo.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a stretch of a template sees: its own, then those around it. */
final class Scope {

    private final @Nullable Scope around;
    private final Map<String, @Nullable Object> names = new HashMap<>();

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    void set(String name, @Nullable Object value) {
        names.put(name, value);
    }

    /** A name's value; undefined where no scope has it. */
    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around) {
            if (scope.names.containsKey(name)) {
                return scope.names.get(name);
            }
        }
        return new Undefined("'" + name + "'");
    }
}
