package io.kafkagrpo.process;

import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a service process was started with, as system properties or in the environment: {@code grpo.config} (the
 * run's YAML file), {@code grpo.run-dir}, and optionally {@code grpo.set} (key=value, separated by commas).
 *
 * @param run the run's configuration
 * @param runDirectory where the service keeps what must outlive it
 */
public record ServiceEnvironment(RunSettings run, Path runDirectory) {

    /** Reads both. A missing or wrong one is a {@link SettingsException}. */
    public static ServiceEnvironment load() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultSources().build();
        RunSettings run =
                RunSettings.loadNamed(Path.of(required(config, "grpo.config", "the run's YAML file")), changes());
        String folder = required(config, "grpo.run-dir", "the folder that keeps the run's state");
        return new ServiceEnvironment(run, RunFolder.openable(Path.of(folder)).path());
    }

    /** A further property of this process, if it is set. */
    public static Optional<String> property(String name) {
        return property(new SmallRyeConfigBuilder().addDefaultSources().build(), name);
    }

    /** What {@code grpo.set} changes in the configuration; nothing where it is not set. */
    public static Map<String, String> changes() {
        return overrides(property("grpo.set").orElse(""));
    }

    /** The cluster. A service, unlike the grpo command, has no broker of its own. */
    public String bootstrapServers() {
        return run.find(Keys.BOOTSTRAP_SERVERS)
                .orElseThrow(() -> new SettingsException("%s: %s is missing; it is the Kafka cluster as host:port."
                        .formatted(run.file(), Keys.BOOTSTRAP_SERVERS.name())));
    }

    /** Splits {@code a=1,b=x,y,c=2} into three: a comma ends a value only if a key follows. */
    static Map<String, String> overrides(String text) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String entry : text.split(",(?=[A-Za-z0-9._-]+=)")) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new SettingsException(
                        "grpo.set: '%s' is not an override; it is KEY=VALUE, separated by commas.".formatted(entry));
            }
            overrides.put(entry.substring(0, equals).strip(), entry.substring(equals + 1));
        }
        return overrides;
    }

    private static Optional<String> property(SmallRyeConfig config, String name) {
        return config.getOptionalValue(name, String.class);
    }

    private static String required(SmallRyeConfig config, String name, String meaning) {
        return property(config, name)
                .orElseThrow(() ->
                        new SettingsException("%s is missing; it is %s, as a system property or in the environment."
                                .formatted(name, meaning)));
    }
}
