package io.kafkagrpo.generator;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the loop is stuck in the engine: one decode step, or taking up new weights, lasts longer than such a thing
 * can last. Waiting for prompts or for Kafka is no sign of anything and isn't counted. Written by the loop, read
 * from any thread.
 */
final class ComputeWatch {
    private volatile @Nullable Duration limit;
    private volatile boolean computing;
    private volatile long since;

    /** Sets how long one piece of work may last; before that nothing is stuck. */
    void limit(Duration longest) {
        limit = longest;
    }

    /** Does a piece of work, which is watched. */
    <T> T during(Supplier<T> work) {
        since = System.nanoTime();
        computing = true;
        try {
            return work.get();
        } finally {
            computing = false;
        }
    }

    /** Whether the piece of work at hand lasts for too long, at a time of {@link System#nanoTime}. */
    boolean isStuck(long now) {
        Duration longest = limit;
        return longest != null && computing && now - since > longest.toNanos();
    }
}
