package io.kafkagrpo.scoring;

import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether this service was given the configuration with which its run was started. */
final class ConfigurationCheck {
    private ConfigurationCheck() {}

    /** One sentence that names the first key that differs, with both values; null where all agree. */
    static @Nullable String difference(ServiceSettings settings, RunStarted run) {
        var ours = settings.run().shared();
        var theirs = run.getConfigurationMap();
        NavigableSet<String> keys = new TreeSet<>(ours.keySet());
        theirs.keySet().stream().filter(ConfigurationCheck::isShared).forEach(keys::add);
        for (String key : keys) {
            String our = ours.get(key);
            String their = theirs.get(key);
            boolean free =
                    settings.isRescoring() && (key.startsWith(Keys.REWARDS_PREFIX) || key.startsWith("scoring."));
            if (!free && (our == null || !our.equals(their))) {
                return "%s: %s is %s here but %s in the run '%s', as its record in topic %s says."
                        .formatted(
                                settings.run().file(),
                                key,
                                quoted(our),
                                quoted(their),
                                settings.topics().run(),
                                settings.topics().steps());
            }
        }
        return null;
    }

    /** RunStarted holds each key of the learner, also those that concern its machine alone. */
    private static boolean isShared(String key) {
        var known = Keys.ALL.get(key);
        return key.startsWith(Keys.REWARDS_PREFIX) || (known != null && known.scope() == Key.Scope.RUN);
    }

    private static String quoted(@Nullable String value) {
        return value == null ? "missing" : "'" + value + "'";
    }
}
