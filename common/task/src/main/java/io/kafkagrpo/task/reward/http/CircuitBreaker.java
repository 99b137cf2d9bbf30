package io.kafkagrpo.task.reward.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers from a server that is down: after some failures in a row nobody calls it for a while, then one
 * caller tries, and the others wait until it is through. Each trial that fails doubles the while.
 */
final class CircuitBreaker {
    private static final int MOST_FAILURES = 10;
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private int failures;
    private Duration rest = FIRST_REST;
    private long openUntilNanos;
    /** Who tries while the others wait; null when nobody does. */
    private @Nullable Thread trial;

    private String lastFailure = "";

    /** Why nobody may call now; empty if one may, which then has to say how it went. */
    synchronized String refusal() {
        if (failures < MOST_FAILURES) {
            return "";
        }
        long left = openUntilNanos - System.nanoTime();
        if (left <= 0 && trial == null) {
            trial = Thread.currentThread();
            return "";
        }
        return "%d calls in a row failed, the last one thus: %s; the next is tried %s"
                .formatted(failures, lastFailure, trial != null ? "at this moment" : "in %.1f s".formatted(left / 1e9));
    }

    synchronized void succeeded() {
        failures = 0;
        rest = FIRST_REST;
        trial = null;
    }

    /** A call that was under way when the server went down counts, and makes no rest longer: only a trial does. */
    synchronized void failed(String because) {
        failures++;
        lastFailure = because;
        if (Thread.currentThread().equals(trial)) {
            Duration twice = rest.multipliedBy(2);
            rest = twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
            trial = null;
        }
        openUntilNanos = System.nanoTime() + rest.toNanos();
    }

    /** A call was given up before it came to anything. */
    synchronized void abandoned() {
        if (Thread.currentThread().equals(trial)) {
            trial = null;
        }
    }
}
