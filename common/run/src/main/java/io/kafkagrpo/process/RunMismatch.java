package io.kafkagrpo.process;

import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RewardsFromSettings;
import io.kafkagrpo.settings.Secrets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what a run was started with to what a service holds. */
public final class RunMismatch {
    private static final String NO_FILE = "(no such file)";

    private RunMismatch() {}

    /**
     * One sentence about the first key that differs; empty where all agree. A key that the start lacks is younger
     * than the run: its default stands for what was done then. A script that either machine lacks says nothing; who
     * needs it refuses the start.
     */
    public static Optional<String> between(Map<String, String> started, Map<String, String> held) {
        TreeSet<String> keys = new TreeSet<>(started.keySet());
        keys.addAll(held.keySet());
        return keys.stream()
                .filter(key -> isKnown(started.get(key)) && isKnown(held.get(key)))
                .filter(key -> !Objects.equals(startedWith(started, key), held.get(key)))
                .findFirst()
                .map(key ->
                        "The run was started with %s = %s, but here it is %s; give the run's value, or another run-dir or run name."
                                .formatted(key, shown(startedWith(started, key)), shown(held.get(key))));
    }

    private static boolean isKnown(@Nullable String value) {
        return !RewardsFromSettings.NO_FILE.equals(value);
    }

    /**
     * One sentence where a finished run is asked for more steps than it was begun with: what can be done instead.
     *
     * @param runDirectory where the run lives
     */
    public static Optional<String> ofFinished(
            Map<String, String> started, Map<String, String> held, Path runDirectory) {
        String steps = Keys.STEPS.name();
        long made = Long.parseLong(started.getOrDefault(steps, "0"));
        long asked = Long.parseLong(held.getOrDefault(steps, "0"));
        return asked <= made
                ? Optional.empty()
                : Optional.of(
                        "This run has finished its %d steps, and can't be given more; a fork goes on with its weights and optimizer: ./grpo fork %s --step %d --set steps=%d --into NAME."
                                .formatted(made, runDirectory, made, asked));
    }

    /**
     * The same for what a file holds, by its hash.
     *
     * @param what begins the sentence and names the file
     * @param started empty in runs that did not record it: those are trusted
     */
    public static Optional<String> ofFile(String what, String started, String held) {
        return started.isEmpty() || started.equals(held)
                ? Optional.empty()
                : Optional.of(
                        "%s: this is not what the run began with (its hash is '%s', but the run's '%s'); give the run's own, or another run-dir or run name."
                                .formatted(what, held, started));
    }

    /**
     * The same for files of a folder; an absent file has no hash.
     *
     * @param names which of them are compared
     */
    public static Optional<String> ofFiles(
            Path folder, Collection<String> names, Map<String, String> started, Map<String, String> held) {
        return names.stream()
                .flatMap(name -> ofFile(
                        folder.resolve(name).toString(),
                        started.getOrDefault(name, NO_FILE),
                        held.getOrDefault(name, NO_FILE))
                        .stream())
                .findFirst();
    }

    /** Runs of before may hold a reward's address with user and password, which is recorded without them now. */
    private static @Nullable String startedWith(Map<String, String> started, String key) {
        String value = started.getOrDefault(key, defaultOf(key));
        return value != null && key.startsWith(Keys.REWARDS_PREFIX) ? Secrets.shown(key, value) : value;
    }

    private static @Nullable String defaultOf(String name) {
        Key<?> key = Keys.ALL.get(name);
        return key == null ? null : key.defaultText();
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(none)" : "'" + value + "'";
    }
}
