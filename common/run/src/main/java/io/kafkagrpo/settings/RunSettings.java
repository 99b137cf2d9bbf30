package io.kafkagrpo.settings;

import io.kafkagrpo.keep.Keeping;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run's configuration, resolved and checked: file, then overrides, then defaults. Immutable. */
public final class RunSettings {
    private static final int LARGEST_PORT = 65_535;

    private final Path file;
    private final SortedMap<String, String> texts;
    private final Map<String, Object> values;
    private final List<RewardSpecification> rewards;

    private RunSettings(
            Path file, SortedMap<String, String> texts, Map<String, Object> values, List<RewardSpecification> rewards) {
        this.file = file;
        this.texts = texts;
        this.values = values;
        this.rewards = rewards;
    }

    /**
     * Reads a YAML file.
     *
     * @param overrides dotted keys that win over the file, as {@code --set} gives them
     * @throws SettingsException naming the key, its value and what is allowed
     */
    public static RunSettings load(Path file, Map<String, String> overrides) {
        return load(file, overrides, _ -> true);
    }

    /**
     * The same, of some of the file's keys alone.
     *
     * @param ofFile which keys of the file count, dotted; overrides always do
     */
    public static RunSettings load(Path file, Map<String, String> overrides, Predicate<String> ofFile) {
        SortedMap<String, String> texts = read(file, overrides);
        texts.keySet().removeIf(key -> !ofFile.test(key) && !overrides.containsKey(key));
        texts.putIfAbsent(Keys.RUN.name(), nameOf(file));
        expandPresets(file, texts, overrides);
        // First, for what a key is missing for may stand there under another name.
        YamlCheck.refuseUnknown(file, texts.keySet());
        Map<String, Object> values = new LinkedHashMap<>();
        for (Key<?> key : Keys.ALL.values()) {
            String text = texts.get(key.name());
            if (text == null && key.defaultText() != null) {
                text = key.defaultText();
                texts.put(key.name(), text);
            }
            if (text != null) {
                values.put(key.name(), key.parse(text, source(file, key.name(), overrides)));
                texts.put(key.name(), key.recorded(text));
            } else if (key.presence() == Key.Presence.REQUIRED) {
                throw new SettingsException("%s: %s is missing; it is %s (%s)."
                        .formatted(file, key.name(), key.allowed(), key.description()));
            }
        }
        YamlCheck.refuseUnknown(file, texts.keySet());
        RunSettings settings = new RunSettings(file, texts, values, RewardsFromSettings.parse(file, texts));
        settings.checkTogether();
        return settings;
    }

    /**
     * The same for a service, which may find its configuration in a file that was mounted under any name: the run's
     * name has to stand in it.
     */
    public static RunSettings loadNamed(Path file, Map<String, String> overrides) {
        if (!read(file, overrides).containsKey(Keys.RUN.name())) {
            throw new SettingsException(
                    "%s: run is missing; it is the run's name, and a service doesn't guess it from the file's."
                            .formatted(file));
        }
        return load(file, overrides);
    }

    /** Reads the reward functions alone, from a file that has a {@code rewards} section. */
    public static ConfiguredRewards loadRewards(Path file) {
        SortedMap<String, String> texts = read(file, Map.of());
        List<RewardSpecification> rewards = RewardsFromSettings.parse(file, texts);
        if (rewards.isEmpty()) {
            throw new SettingsException(file + ": there is no reward function under 'rewards'.");
        }
        String plugins = texts.get(Keys.REWARD_PLUGINS.name());
        return new ConfiguredRewards(
                rewards,
                plugins == null
                        ? List.of()
                        : RewardsFromSettings.plugins(file, Keys.REWARD_PLUGINS.parse(plugins, file.toString())));
    }

    /** The value of a key that is required or has a default. */
    public <T> T get(Key<T> key) {
        return find(key)
                .orElseThrow(() -> new SettingsException(
                        "%s: %s is missing; it is %s.".formatted(file, key.name(), key.allowed())));
    }

    /** The value of a key that may have none. */
    @SuppressWarnings("unchecked") // the parser of this very key made the value
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /** The text of such a value, as a run records it. */
    public String text(Key<?> key) {
        get(key);
        return texts.getOrDefault(key.name(), "");
    }

    /** The reward functions, in the order of their names. */
    public List<RewardSpecification> rewards() {
        return rewards;
    }

    /** The same, and the jars that hold some of them. */
    public ConfiguredRewards configuredRewards() {
        return new ConfiguredRewards(
                rewards,
                RewardsFromSettings.plugins(file, find(Keys.REWARD_PLUGINS).orElse(List.of())));
    }

    /** How much of the run's topics is kept. */
    public Keeping keeping() {
        return new Keeping(
                get(Keys.KEEP_COMPLETIONS),
                get(Keys.KEEP_SCORED_GROUPS),
                find(Keys.KEEP_WEIGHTS).orElse(null));
    }

    /** The file that was read. */
    public Path file() {
        return file;
    }

    /** A path written in the configuration: as it is if it exists, else relative to the configuration's folder. */
    public Path resolve(String path) {
        return resolve(file, path);
    }

    static Path resolve(Path file, String path) {
        Path asWritten = Path.of(path);
        Path folder = file.toAbsolutePath().getParent();
        if (asWritten.isAbsolute() || Files.exists(asWritten) || folder == null) {
            return asWritten;
        }
        Path beside = folder.resolve(path);
        return Files.exists(beside) ? beside : asWritten;
    }

    /** Every key with a value, dotted, defaults included. */
    public SortedMap<String, String> resolved() {
        return Collections.unmodifiableSortedMap(texts);
    }

    /** What all services of a run must agree on. */
    public SortedMap<String, String> shared() {
        SortedMap<String, String> shared = new TreeMap<>();
        texts.forEach((name, text) -> {
            Key<?> key = Keys.ALL.get(name);
            if (name.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX)
                    || name.startsWith(Keys.MATCH_SETTINGS_PREFIX)
                    || (key != null && key.scope() == Key.Scope.RUN)) {
                shared.put(name, text);
            }
        });
        RewardsFromSettings.addShared(this, shared);
        // Everyone who reads the run's topics reads this.
        shared.keySet().removeIf(Secrets::isSecret);
        return shared;
    }

    /**
     * Settings that every Kafka client gets besides its own, such as {@code security.protocol}; without servers.
     */
    public Map<String, String> kafkaClient() {
        Map<String, String> client = new TreeMap<>();
        texts.forEach((name, text) -> {
            if (Keys.CLIENT_PREFIXES.stream().anyMatch(name::startsWith)) {
                client.put(name.substring("kafka.".length()), text);
            }
        });
        return client;
    }

    /** Presets speak where the configuration is silent. */
    private static void expandPresets(Path file, Map<String, String> texts, Map<String, String> overrides) {
        Key<List<ObjectivePreset>> key = ObjectiveKeys.PRESETS;
        String text = texts.get(key.name());
        if (text != null) {
            key.parse(text, source(file, key.name(), overrides))
                    .forEach(preset -> preset.texts().forEach(texts::putIfAbsent));
        }
    }

    private void checkTogether() {
        if (get(Keys.EVALUATION_SAMPLES) > 1 && get(Keys.EVALUATION_TEMPERATURE) == 0) {
            throw new SettingsException(
                    "%s: the value '%d' of evaluation.samples needs evaluation.temperature above 0, for greedy samples are all the same."
                            .formatted(file, get(Keys.EVALUATION_SAMPLES)));
        }
        if (!get(Keys.PROMPT_QUESTION).contains("{question}")) {
            throw new SettingsException(
                    "%s: the value '%s' of prompt.question has no {question} in it, so every prompt would be the same."
                            .formatted(file, get(Keys.PROMPT_QUESTION)));
        }
        int port = get(Keys.KAFKA_PORT);
        if (port > LARGEST_PORT) {
            throw new SettingsException(
                    "%s: the value '%d' of kafka.port is no port, which is a number up to %d; 0: any free one."
                            .formatted(file, port, LARGEST_PORT));
        }
        if (rewards.isEmpty()) {
            throw new SettingsException(file
                    + ": rewards is missing; it is a list of reward functions with weights, such as 'correctness: 1'.");
        }
        DataKeys.check(this);
        ObjectiveRules.check(this);
    }

    static SortedMap<String, String> read(Path file, Map<String, String> overrides) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SettingsException("There is no configuration file " + file + ".");
        } catch (CharacterCodingException e) {
            throw new SettingsException("The configuration file %s isn't UTF-8 text.".formatted(file));
        } catch (IOException e) {
            throw new SettingsException("The configuration file %s can't be read: %s.".formatted(file, e.getMessage()));
        }
        YamlCheck.refuse(file, yaml);
        SmallRyeConfig config;
        try {
            config = new SmallRyeConfigBuilder()
                    .withSources(new YamlConfigSource(file.toString(), yaml, 100))
                    .withSources(new PropertiesConfigSource(overrides, "--set", 200))
                    .build();
        } catch (RuntimeException e) {
            throw new SettingsException("%s is not valid YAML: %s.".formatted(file, firstLine(e)));
        }
        SortedMap<String, String> texts = new TreeMap<>();
        Map<String, TreeMap<Integer, String>> lists = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            String value = config.getRawValue(name);
            int bracket = name.indexOf('[');
            if (bracket > 0 && name.endsWith("]")) {
                int index = Integer.parseInt(name.substring(bracket + 1, name.length() - 1));
                lists.computeIfAbsent(name.substring(0, bracket).replace("\"", ""), _ -> new TreeMap<>())
                        .put(index, value == null ? "" : value);
            } else {
                texts.put(name.replace("\"", ""), value == null ? "" : value);
            }
        }
        lists.forEach((name, entries) -> texts.put(name, TextList.join(List.copyOf(entries.values()))));
        // A dotted key that the file writes flat has another name in the source than the same key given here.
        texts.putAll(overrides);
        return texts;
    }

    private static String source(Path file, String key, Map<String, String> overrides) {
        return overrides.containsKey(key) ? "--set" : file.toString();
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^a-zA-Z0-9_-]", "-");
    }

    private static String firstLine(Throwable e) {
        @Nullable String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().limit(4).map(String::strip).collect(Collectors.joining(" "));
    }
}
