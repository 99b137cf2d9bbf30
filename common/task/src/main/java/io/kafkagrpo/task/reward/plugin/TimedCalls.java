package io.kafkagrpo.task.reward.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls to code that may never return. Java can't end a thread: one that is late is interrupted and left alone, and
 * counts until it ends after all.
 */
final class TimedCalls {
    private final String name;
    private final Duration limit;
    private final AtomicInteger late = new AtomicInteger();

    TimedCalls(String name, Duration limit) {
        this.name = name;
        this.limit = limit;
    }

    /** How many calls are past their time and still running. */
    int late() {
        return late.get();
    }

    /**
     * The call's result.
     *
     * @throws TimeoutException if it is late
     * @throws ExecutionException with what it threw
     */
    <T> T call(Callable<T> code) throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(code);
        Thread thread = Thread.ofPlatform().daemon().name("call-" + name).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            late.incrementAndGet();
            Thread.ofVirtual().start(() -> forget(thread));
            thread.interrupt();
            throw e;
        }
    }

    private void forget(Thread thread) {
        try {
            thread.join();
            late.decrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
