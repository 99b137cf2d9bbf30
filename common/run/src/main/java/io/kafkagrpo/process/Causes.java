package io.kafkagrpo.process;

import java.util.stream.Stream;

/** A failure and what lies behind it. */
public final class Causes {
    private Causes() {}

    /** The failure itself, its cause, that one's cause, and so on. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    /** What went wrong first. */
    public static Throwable innermost(Throwable failure) {
        return of(failure).reduce(failure, (_, inner) -> inner);
    }
}
