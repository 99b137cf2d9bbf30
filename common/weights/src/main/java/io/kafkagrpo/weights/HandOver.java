package io.kafkagrpo.weights;

import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.WeightChanges;
import io.kafkagrpo.model.weights.WeightReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hands weights from the thread that follows them to the one that samples. Neither waits for the other for longer
 * than it takes to hand over: the follower works on the host's bytes without a lock, and what is taken is a list of
 * changes. All bytes are taken only by whom a list doesn't serve, and only while the follower lets them rest.
 */
final class HandOver implements AutoCloseable {
    private static final long NOTHING = WeightFollower.NONE;
    /** Of more changes than one value in so many, all weights are handed over; a list of them would be larger. */
    private static final long LIST_SHARE = 8;

    /** Held for the fields below, and by the taker as long as it takes. */
    private final Object lock = new Object();

    private HostWeights host;
    private long ready = NOTHING;
    private long taken = NOTHING;
    private boolean wholeIsDue = true;
    private List<WeightChanges> due = new ArrayList<>();
    private long dueValues;
    private boolean snapshotIsDue;
    private OptionalLong readySum = OptionalLong.empty();
    private WeightFollower.Taken last = new WeightFollower.Taken(OptionalLong.empty(), false);

    HandOver(HostWeights host) {
        this.host = host;
    }

    /** The weights, for the follower alone. */
    HostWeights host() {
        return host;
    }

    /** The follower is about to change the host's bytes. */
    void begin() {
        synchronized (lock) {
            if (wholeIsDue) {
                ready = taken;
            }
        }
    }

    /**
     * Makes a snapshot the host's weights, and closes those it had.
     *
     * @return what differs; none where that is too much for a list
     */
    WeightChanges replaceHost(HostWeights snapshot) {
        Optional<WeightChanges> changes = WeightChanges.between(host, snapshot, longestList());
        HostWeights former = host;
        synchronized (lock) {
            host = snapshot;
            if (changes.isEmpty()) {
                wholeIsDue = true;
                ready = taken;
            }
        }
        former.close();
        return changes.orElseGet(WeightChanges::new);
    }

    /**
     * What the follower has made, in order, of the version that was ready before, is a version that may be taken.
     *
     * @param sum of all weights; empty where the version has none
     * @param holdsSnapshot whether a snapshot is among what was made
     */
    void arrive(List<WeightChanges> made, long version, OptionalLong sum, boolean holdsSnapshot) {
        synchronized (lock) {
            for (WeightChanges changes : made) {
                due.add(changes);
                dueValues += changes.size();
            }
            wholeIsDue |= dueValues > longestList();
            if (wholeIsDue) {
                due.clear();
                dueValues = 0;
            }
            ready = version;
            readySum = sum;
            snapshotIsDue |= holdsSnapshot;
        }
    }

    /** Whether there is one to be handed over. */
    boolean isDue() {
        synchronized (lock) {
            return ready != taken;
        }
    }

    /** Hands over the newest version, unless that was done before. */
    boolean take(WeightReceiver receiver) {
        synchronized (lock) {
            if (ready == taken) {
                return false;
            }
            if (wholeIsDue) {
                receiver.replace(host, ready);
            } else {
                receiver.change(due, ready);
            }
            wholeIsDue = false;
            due = new ArrayList<>();
            dueValues = 0;
            taken = ready;
            last = new WeightFollower.Taken(readySum, snapshotIsDue);
            snapshotIsDue = false;
            return true;
        }
    }

    /** What was handed over last. */
    WeightFollower.Taken taken() {
        synchronized (lock) {
            return last;
        }
    }

    private long longestList() {
        return host.layout().valueCount() / LIST_SHARE;
    }

    @Override
    public void close() {
        host.close();
    }
}
