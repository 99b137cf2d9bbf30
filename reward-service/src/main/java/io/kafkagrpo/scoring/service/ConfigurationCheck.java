package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether this service was given the configuration with which its run was started. */
final class ConfigurationCheck {
    private ConfigurationCheck() {}

    /**
     * One sentence about the first key that differs; rescoring may differ in the rewards and in how
     * groups are gathered.
     */
    static Optional<String> difference(ServiceSettings settings, RunStarted run) {
        return RunMismatch.between(
                compared(settings, run.getConfigurationMap()),
                compared(settings, settings.run().shared()));
    }

    private static Map<String, String> compared(ServiceSettings settings, Map<String, String> configuration) {
        Map<String, String> compared = new TreeMap<>(configuration);
        compared.keySet().removeIf(key -> !isShared(key) || (settings.isRescoring() && isScoring(key)));
        return compared;
    }

    /** RunStarted may also hold keys that concern the learner's machine alone. */
    private static boolean isShared(String key) {
        Key<?> known = Keys.ALL.get(key);
        return known == null ? key.startsWith(Keys.REWARDS_PREFIX) : isDigest(known) || known.scope() == Key.Scope.RUN;
    }

    /** Each machine has its own paths of these jars, but all must have the same bytes. */
    private static boolean isDigest(Key<?> key) {
        return key.name().equals(Keys.REWARD_PLUGINS.name());
    }

    private static boolean isScoring(String key) {
        return key.startsWith(Keys.REWARDS_PREFIX) || key.startsWith("scoring.");
    }
}
