package io.kafkagrpo.weights;

import io.kafkagrpo.record.WeightKind;
import io.kafkagrpo.record.WeightVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** Versions that were announced, those of them whose bytes can't be read, and how one is reached. */
final class AnnouncedVersions {
    private final TreeMap<Long, WeightVersion> versions = new TreeMap<>();
    private final TreeMap<Long, Broken> broken = new TreeMap<>();
    private long newest = WeightFollower.NONE;

    /** An announcement whose bytes can't be read; the same version may be announced anew. */
    private record Broken(WeightVersion announced, String sentence) {}

    /**
     * Versions to apply, in order.
     *
     * @param obstacle why it leads nowhere; empty if it doesn't
     */
    record Way(Deque<WeightVersion> steps, String obstacle) {}

    void add(WeightVersion version) {
        versions.put(version.getVersion(), version);
        newest = Math.max(newest, version.getVersion());
    }

    /** The newest, readable or not, or {@link WeightFollower#NONE}. */
    long newest() {
        return newest;
    }

    /** Versions above one, the newest first. */
    List<Long> after(long version) {
        return new ArrayList<>(versions.tailMap(version, false).descendingKeySet());
    }

    /** A version's bytes can't be read; nobody tries again until it is announced anew. */
    void broken(WeightVersion version, String sentence) {
        broken.put(version.getVersion(), new Broken(version, sentence));
    }

    /** Nothing below a version is needed any more. */
    void forgetBefore(long version) {
        versions.headMap(version).clear();
        broken.headMap(version).clear();
    }

    /** Deltas from the version at hand, or from the newest full snapshot below the target. */
    Way way(long atHand, long target) {
        Deque<WeightVersion> steps = new ArrayDeque<>();
        long wanted = target;
        while (wanted != atHand) {
            WeightVersion step = versions.get(wanted);
            if (step == null) {
                return new Way(
                        steps,
                        "Weight version %d is needed to reach %d, but it was never announced."
                                .formatted(wanted, target));
            }
            Broken known = broken.get(wanted);
            if (known != null && known.announced().equals(step)) {
                return new Way(steps, known.sentence());
            }
            steps.addFirst(step);
            if (step.getKind() == WeightKind.FULL) {
                break;
            }
            if (step.getBaseVersion() >= wanted) {
                return new Way(
                        steps,
                        "Weight version %d was announced as a delta to version %d, which is none before it."
                                .formatted(wanted, step.getBaseVersion()));
            }
            wanted = step.getBaseVersion();
        }
        return new Way(steps, "");
    }
}
