package io.kafkagrpo.task.reward.http;

import java.time.Duration;

/**
 * Keeps callers from a server that is down: after some failures in a row nobody calls it for a while, then one
 * caller tries. Each trial that fails doubles the while.
 */
final class CircuitBreaker {
    private static final int MOST_FAILURES = 10;
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private int failures;
    private Duration rest = FIRST_REST;
    private long openUntilNanos;
    private String lastFailure = "";

    /** Why nobody may call now; empty if one may, which then has to say how it went. */
    synchronized String refusal() {
        if (failures < MOST_FAILURES) {
            return "";
        }
        long left = openUntilNanos - System.nanoTime();
        if (left <= 0) {
            // this caller tries; until it is through, the others wait a while more
            openUntilNanos = System.nanoTime() + rest.toNanos();
            return "";
        }
        return "%d calls in a row failed, the last one thus: %s; the next is tried in %.1f s"
                .formatted(failures, lastFailure, left / 1e9);
    }

    synchronized void succeeded() {
        failures = 0;
        rest = FIRST_REST;
    }

    synchronized void failed(String because) {
        failures++;
        lastFailure = because;
        if (failures > MOST_FAILURES) {
            Duration twice = rest.multipliedBy(2);
            rest = twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
        }
        openUntilNanos = System.nanoTime() + rest.toNanos();
    }
}
