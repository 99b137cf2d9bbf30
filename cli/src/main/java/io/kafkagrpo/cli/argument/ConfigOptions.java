package io.kafkagrpo.cli.argument;

import io.kafkagrpo.process.ServiceEnvironment;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which configuration, and what is changed in it: shared by the commands that need one. */
public final class ConfigOptions {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CONFIG",
            description =
                    "A name under config/ (such as arithmetic), or the path of a YAML file. Where the environment has GRPO_CONFIG, as in containers, it may be left out; keys in GRPO_SET come before those of --set.")
    private @Nullable String config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Changes one key of the configuration, such as --set steps=3; may be given again.")
    private List<String> changes = new ArrayList<>();

    // so that one --set may be followed by several pairs
    @Parameters(index = "1..*", arity = "0..*", paramLabel = "KEY=VALUE", hidden = true)
    private List<String> moreChanges = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    private boolean warned;

    /** What the user typed, to be typed again; a secret stays with the user. */
    public String asTyped() {
        return Stream.concat(
                        Stream.of(name()),
                        Stream.concat(changes.stream(), moreChanges.stream())
                                .map(change -> "--set " + quoted(shown(change))))
                .collect(Collectors.joining(" "));
    }

    /** The configuration, or what else a command takes in its place, as it was typed. */
    public String name() {
        String named = config;
        return named != null
                ? named
                : ServiceEnvironment.property("grpo.config")
                        .orElseThrow(() ->
                                new ParameterException(spec.commandLine(), "Missing required parameter: 'CONFIG'"));
    }

    /**
     * Takes the first further argument that is no change of a key: a command's own one, after the configuration.
     */
    public Optional<String> takeSubject() {
        Optional<String> subject = moreChanges.stream()
                .filter(argument -> argument.indexOf('=') < 0)
                .findFirst();
        subject.ifPresent(moreChanges::remove);
        if (subject.isEmpty() && ServiceEnvironment.property("grpo.config").isPresent()) {
            // the configuration was left out, so what stands in its place is the subject
            subject = Optional.ofNullable(config);
            config = null;
        }
        return subject;
    }

    /** The same changes, of another configuration. */
    public ConfigOptions of(String name) {
        ConfigOptions other = new ConfigOptions();
        other.config = name;
        other.changes = changes;
        other.moreChanges = moreChanges;
        other.spec = spec;
        other.warned = true;
        return other;
    }

    /** A file with what the user changes in it. */
    public RunSettings settings(Path file) {
        return settings(file, _ -> true);
    }

    /** A file with those changes alone whose key is wanted. */
    public RunSettings settings(Path file, Predicate<String> wanted) {
        warnOfSecrets();
        Map<String, String> overrides = overrides();
        overrides.keySet().removeIf(wanted.negate());
        return RunSettings.load(file, overrides);
    }

    /** What the user changes, by key. */
    public Map<String, String> changes() {
        return overrides();
    }

    /** The configuration, if there is one of that name, with those changes alone whose key is wanted. */
    public Optional<RunSettings> settingsIfThere(Predicate<String> wanted) {
        return new ConfigCatalog(Installation.ofThisProcess().configFolder())
                .look(name())
                .map(file -> settings(file, wanted));
    }

    /**
     * Reads and checks the configuration.
     *
     * @param more keys that win over what the user set
     */
    public RunSettings settings(Installation installation, Map<String, String> more) {
        return settings(installation, more, _ -> true);
    }

    /**
     * The same, of some of the file's keys alone.
     *
     * @param ofFile which keys of the file count; what the user set and {@code more} always do
     */
    public RunSettings settings(Installation installation, Map<String, String> more, Predicate<String> ofFile) {
        warnOfSecrets();
        Map<String, String> overrides = overrides();
        overrides.putAll(more);
        return RunSettings.load(new ConfigCatalog(installation.configFolder()).find(name()), overrides, ofFile);
    }

    private static String shown(String change) {
        int equals = change.indexOf('=');
        return equals < 1
                ? change
                : change.substring(0, equals + 1)
                        + Secrets.shown(change.substring(0, equals), change.substring(equals + 1));
    }

    /** What is typed as an argument is in the list of processes. */
    private void warnOfSecrets() {
        Stream.concat(changes.stream(), moreChanges.stream())
                .filter(change -> change.indexOf('=') > 0)
                .filter(change -> !shown(change).equals(change))
                .findFirst()
                .filter(_ -> !warned)
                .ifPresent(change -> spec.commandLine()
                        .getErr()
                        .println(
                                "grpo: note: %s is a secret, and ps shows every user of this machine what is typed here; put it into a file (the configuration, or kafka.properties-file) or into the environment."
                                        .formatted(change.substring(0, change.indexOf('='))
                                                .strip())));
        warned = true;
    }

    private static String quoted(String word) {
        return word.matches("[\\w=./:,+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private Map<String, String> overrides() {
        Map<String, String> overrides = new LinkedHashMap<>(ServiceEnvironment.changes());
        Stream.concat(changes.stream(), moreChanges.stream()).forEach(change -> {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new SettingsException(
                        "'%s' is not a change of the configuration; it is written KEY=VALUE, such as --set steps=3."
                                .formatted(change));
            }
            overrides.put(
                    change.substring(0, equals).strip(),
                    change.substring(equals + 1).strip());
        });
        return overrides;
    }
}
