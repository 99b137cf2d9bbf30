package io.kafkagrpo.model;

import org.jspecify.annotations.Nullable;

/** A function, macro or bound method. */
@FunctionalInterface
interface JinjaCallable {
    @Nullable
    Object call(JinjaArguments arguments);
}
