package io.kafkagrpo.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Ends a service whose launcher has died, so that a killed launcher leaves no processes behind. */
public final class ParentWatch {
    /** System property with the launcher's process id; absent where nobody launches, as in a container. */
    public static final String PROPERTY = "grpo.parent-pid";

    /**
     * What a polite end may take: the broker has often died with the launcher, and a service waits for its answers.
     */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** A death by SIGTERM, as a shell reports it. */
    private static final int TERMINATED = 143;

    private ParentWatch() {}

    /**
     * Runs {@code stop} once, on a thread of its own, when the process named by {@link #PROPERTY} is gone; at once
     * if it already is. What has not ended {@link #GRACE} later is ended hard, which costs no service anything that
     * the log doesn't give back. Does nothing without the property.
     */
    public static void onParentDeath(Runnable stop) {
        String pid = System.getProperty(PROPERTY);
        if (pid != null) {
            onDeathOf(Long.parseLong(pid), () -> {
                endHardAfter(GRACE);
                stop.run();
            });
        }
    }

    private static void endHardAfter(Duration grace) {
        Thread.ofPlatform().daemon().name("parent-watch-end").start(() -> {
            long end = System.nanoTime() + grace.toNanos();
            for (long left = grace.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Runtime.getRuntime().halt(TERMINATED);
        });
    }

    static void onDeathOf(long pid, Runnable stop) {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            parent.ifPresent(process -> process.onExit().join());
            stop.run();
        });
    }
}
