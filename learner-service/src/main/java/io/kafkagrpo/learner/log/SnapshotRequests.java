package io.kafkagrpo.learner.log;

import io.kafkagrpo.weights.PreparedWeights;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generators that can't reach the newest version by what is in the log, and ask for a full snapshot. One snapshot is
 * the answer to all who ask at that time, however many they are: a request says how far its generator has read the
 * announcements, and is answered by a snapshot that is announced there or later. Thread-safe.
 */
public final class SnapshotRequests {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRequests.class);
    /** A generator that can read no snapshot at all would ask again after each. */
    static final Duration REST = Duration.ofSeconds(30);

    private static final long NONE = -1;

    private long furthest = NONE;
    private @Nullable PreparedWeights newestSnapshot;
    private long restUntil;

    public SnapshotRequests() {
        restUntil = System.nanoTime();
    }

    /**
     * A generator asks.
     *
     * @param from offset of weight-versions up to which it has read
     */
    public synchronized void ask(String generator, long from) {
        if (from > furthest && isUnanswered(from)) {
            LOG.info("{} can't go on with the weights in the log and asks for a full snapshot", generator);
            furthest = from;
        }
    }

    /** Whether a snapshot is to be published for somebody. */
    public synchronized boolean isAsked() {
        return isAsked(System.nanoTime());
    }

    synchronized boolean isAsked(long now) {
        return furthest != NONE && now - restUntil >= 0 && isUnanswered(furthest);
    }

    /** While the newest one is on its way, nobody can know whether it helps. */
    private boolean isUnanswered(long from) {
        if (newestSnapshot == null) {
            return true;
        }
        OptionalLong announced = newestSnapshot.announcedAt();
        return announced.isPresent() && announced.getAsLong() < from;
    }

    /** This full snapshot is about to be published, for whatever reason. */
    public synchronized void answered(PreparedWeights snapshot) {
        answered(snapshot, System.nanoTime());
    }

    synchronized void answered(PreparedWeights snapshot, long now) {
        if (furthest != NONE) {
            LOG.info("The weights are published whole, for generators that asked for it");
            restUntil = now + REST.toNanos();
        }
        furthest = NONE;
        newestSnapshot = snapshot;
    }
}
