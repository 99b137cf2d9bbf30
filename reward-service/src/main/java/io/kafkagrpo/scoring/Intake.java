package io.kafkagrpo.scoring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which partitions of completions are read no further for now, as too many of theirs wait for slow functions. */
public final class Intake {
    private final Set<Integer> full = ConcurrentHashMap.newKeySet();

    public boolean isFull(int partition) {
        return full.contains(partition);
    }

    void stop(int partition) {
        full.add(partition);
    }

    void goOn(int partition) {
        full.remove(partition);
    }
}
