package io.kafkagrpo.dashboard.index;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How far the index has come, for those who show it, and what they ask of it. Thread-safe. */
public final class IndexState {
    private final Map<String, RunProgress> runs = new ConcurrentHashMap<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String trouble;
    private volatile boolean ended;

    /**
     * How far one run is read.
     *
     * @param read records so far
     * @param left records that lie ahead, as far as is known
     * @param foreign records that were none of the run's
     * @param groups whether its groups are read, and not its steps alone
     */
    public record RunProgress(long read, long left, long foreign, boolean groups) {
        static final RunProgress NONE = new RunProgress(0, 0, 0, false);

        private RunProgress and(RunProgress other) {
            return new RunProgress(
                    read + other.read, left + other.left, foreign + other.foreign, groups || other.groups);
        }

        /** Whether all that was there has been read, groups and all. */
        public boolean isCaughtUp() {
            return groups && left == 0;
        }
    }

    /** The cluster's runs by name. */
    public SortedSet<String> runs() {
        return new TreeSet<>(runs.keySet());
    }

    /** Whether the cluster has this run. */
    public boolean knows(String run) {
        return runs.containsKey(run);
    }

    public RunProgress progress(String run) {
        return runs.getOrDefault(run, RunProgress.NONE);
    }

    /** How far all runs together are read. */
    public RunProgress total() {
        return runs.values().stream().reduce(RunProgress.NONE, RunProgress::and);
    }

    /** Has a run's groups and completions read, and not its steps alone. */
    public void want(String run) {
        wanted.add(run);
    }

    boolean isWanted(String run) {
        return wanted.contains(run);
    }

    synchronized void set(String run, RunProgress progress) {
        runs.put(run, progress);
        notifyAll();
    }

    /**
     * Has a run read, and waits until all that was there has been.
     *
     * @return false if that is not so within the time
     */
    public synchronized boolean awaitCaughtUp(String run, Duration patience) throws InterruptedException {
        want(run);
        long end = System.nanoTime() + patience.toNanos();
        while (!progress(run).isCaughtUp()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Why nothing new is read, in words; null while all goes well. */
    public @Nullable String trouble() {
        return trouble;
    }

    synchronized void setTrouble(@Nullable String words) {
        trouble = words;
        notifyAll();
    }

    /** Whether nothing new will ever be read, though nobody asked for the end; {@link #trouble} then tells why. */
    public boolean hasEnded() {
        return ended;
    }

    synchronized void end(String words) {
        trouble = words;
        ended = true;
        notifyAll();
    }
}
