package io.kafkagrpo.retention;

import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import java.util.Locale;

/** Whether what is kept is enough for a run to go on after a crash. */
public final class KeepRoom {
    private final RunSettings settings;

    private KeepRoom(RunSettings settings) {
        this.settings = settings;
    }

    /**
     * The largest ScoredGroup that a configuration allows, in bytes.
     *
     * @see Topics#largestGroupBytes
     */
    public static int largestGroupBytes(RunSettings settings) {
        return Topics.largestGroupBytes(
                Math.max(settings.get(Keys.GROUP_SIZE), settings.get(Keys.EVALUATION_SAMPLES)),
                settings.get(Keys.MAX_NEW_TOKENS),
                settings.get(Keys.MAX_PROMPT_TOKENS));
    }

    /**
     * Checks every size against what the run needs at any moment.
     *
     * @param fullSnapshotBytes of the weights
     * @throws SettingsException naming the key, its value and the least
     */
    public static void refuseTooLittle(RunSettings settings, long fullSnapshotBytes) {
        KeepRoom room = new KeepRoom(settings);
        room.refuse(
                Keys.KEEP_COMPLETIONS,
                room.groups(1),
                "room for all groups that may be in flight, so that none is deleted before it is scored");
        room.refuse(
                Keys.KEEP_SCORED_GROUPS,
                room.groups(1 + settings.get(Keys.CHECKPOINT_EVERY)),
                "room for the groups of all steps from one checkpoint to the next, which a learner that starts again trains on again");
        room.refuse(
                Keys.KEEP_WEIGHTS,
                Topics.leastWeightBytes(fullSnapshotBytes),
                "seven full snapshots, for a generator that starts needs the newest one and all after it");
    }

    /** Bytes of the groups of so many steps at most, with those in flight and an evaluation every so often. */
    private long groups(long steps) {
        int every = settings.get(Keys.EVALUATION_EVERY);
        long evaluations = 1 + (every == 0 ? 0 : steps / every);
        long groups = (steps + settings.get(Keys.MAX_STALENESS)) * settings.get(Keys.GROUPS_PER_STEP)
                + evaluations * settings.get(Keys.EVALUATION_LIMIT);
        return groups * largestGroupBytes(settings);
    }

    private void refuse(Key<Keep> key, long least, String because) {
        if (settings.find(key).orElse(new Keep.All()) instanceof Keep.UpTo(long bytes) && bytes < least) {
            throw new SettingsException("%s: the value '%s' of %s is too little for this run, which needs %s: %s."
                    .formatted(settings.file(), settings.text(key), key.name(), inWords(least), because));
        }
    }

    private static String inWords(long bytes) {
        long megabytes = Math.ceilDiv(bytes, 1_000_000L);
        return megabytes < 10_000
                ? megabytes + "MB"
                : String.format(Locale.ROOT, "%dGB", Math.ceilDiv(megabytes, 1000));
    }
}
