package io.kafkagrpo.process;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/** The one sentence in which a service ends. */
final class FailureWords {
    private FailureWords() {}

    /** What a failure says of itself; where memory or disk are too small, also what to do. */
    static String of(Throwable failure) {
        String words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Optional<Throwable> input =
                causes(failure).filter(IOException.class::isInstance).findFirst();
        if (input.isPresent() && input.get() != failure) {
            return "%s: %s."
                    .formatted(words.replaceFirst("\\.$", ""), input.get().getMessage());
        }
        boolean heap = causes(failure)
                .anyMatch(cause -> cause instanceof OutOfMemoryError && isOfHeap(String.valueOf(cause.getMessage())));
        return heap
                ? "This service's heap of %d MiB is too small (%s); give it more by -Xmx, which ./grpo takes from GRPO_SERVICE_OPTS."
                        .formatted(Runtime.getRuntime().maxMemory() >> 20, words)
                : words;
    }

    private static boolean isOfHeap(String words) {
        return words.contains("Java heap space") || words.contains("GC overhead");
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
