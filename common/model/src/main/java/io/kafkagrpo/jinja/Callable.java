package io.kafkagrpo.jinja;

import org.jspecify.annotations.Nullable;

/** A function, macro or bound method. */
@FunctionalInterface
interface Callable {
    @Nullable
    Object call(Arguments arguments);
}
