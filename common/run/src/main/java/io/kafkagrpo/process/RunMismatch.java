package io.kafkagrpo.process;

import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RewardsFromSettings;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what a run was started with to what a service holds. */
public final class RunMismatch {
    private RunMismatch() {}

    /**
     * One sentence about the first key that differs; empty where all agree. A key that the start lacks is younger
     * than the run: its default stands for what was done then. A script that this machine lacks says nothing; who
     * needs it refuses the start.
     */
    public static Optional<String> between(Map<String, String> started, Map<String, String> held) {
        TreeSet<String> keys = new TreeSet<>(started.keySet());
        keys.addAll(held.keySet());
        return keys.stream()
                .filter(key -> !RewardsFromSettings.NO_FILE.equals(held.get(key)))
                .filter(key -> !Objects.equals(started.getOrDefault(key, defaultOf(key)), held.get(key)))
                .findFirst()
                .map(key ->
                        "The run was started with %s = %s, but here it is %s; give the run's value, or another run-dir or run name."
                                .formatted(
                                        key, shown(started.getOrDefault(key, defaultOf(key))), shown(held.get(key))));
    }

    private static @Nullable String defaultOf(String name) {
        Key<?> key = Keys.ALL.get(name);
        return key == null ? null : key.defaultText();
    }

    private static String shown(@Nullable String value) {
        return value == null ? "(none)" : "'" + value + "'";
    }
}
