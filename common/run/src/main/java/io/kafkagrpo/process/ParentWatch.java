package io.kafkagrpo.process;

import java.util.Optional;

/** Ends a service whose launcher has died, so that a killed launcher leaves no processes behind. */
public final class ParentWatch {
    /** System property with the launcher's process id; absent where nobody launches, as in a container. */
    public static final String PROPERTY = "grpo.parent-pid";

    private ParentWatch() {}

    /**
     * Runs {@code stop} once, on a thread of its own, when the process named by {@link #PROPERTY} is gone; at once if it
     * already is. Does nothing without the property.
     */
    public static void onParentDeath(Runnable stop) {
        String pid = System.getProperty(PROPERTY);
        if (pid != null) {
            onDeathOf(Long.parseLong(pid), stop);
        }
    }

    static void onDeathOf(long pid, Runnable stop) {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            parent.ifPresent(process -> process.onExit().join());
            stop.run();
        });
    }
}
