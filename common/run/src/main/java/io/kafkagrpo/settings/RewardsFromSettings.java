package io.kafkagrpo.settings;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.kafkagrpo.task.reward.plugin.PluginJars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads {@code rewards.NAME: weight}, or {@code rewards.NAME.weight} beside the function's own parameters. */
public final class RewardsFromSettings {
    /** Stands for the digest of a file that this machine lacks: a generator needs no reward's script. */
    public static final String NO_FILE = "(not on this machine)";

    private static final String WEIGHT = "weight";

    private RewardsFromSettings() {}

    /**
     * Makes the paths of scripts, rubrics and plugins absolute, for a service may run in another folder.
     *
     * @param texts dotted keys with their values; changed in place
     */
    public static void makePathsAbsolute(RunSettings settings, SortedMap<String, String> texts) {
        texts.replaceAll((key, text) -> isFile(key)
                ? settings.resolve(text).toAbsolutePath().normalize().toString()
                : text);
        texts.computeIfPresent(
                Keys.REWARD_PLUGINS.name(),
                (_, _) -> TextList.join(settings.configuredRewards().plugins().stream()
                        .map(Path::toString)
                        .toList()));
    }

    /** The keys of a file that configure reward functions, as they would stand in a configuration elsewhere. */
    public static SortedMap<String, String> texts(Path file) {
        SortedMap<String, String> rewards = new TreeMap<>();
        RunSettings.read(file, Map.of()).forEach((key, text) -> {
            if (key.equals(Keys.REWARD_PLUGINS.name())) {
                rewards.put(
                        key,
                        TextList.join(plugins(file, Keys.REWARD_PLUGINS.parse(text, file.toString())).stream()
                                .map(Path::toString)
                                .toList()));
            } else if (key.startsWith(Keys.REWARDS_PREFIX)) {
                rewards.put(key, isFile(key) ? absolute(file, text) : text);
            }
        });
        return rewards;
    }

    /** In the order of their names, which the configuration's hash depends on. */
    static List<RewardSpecification> parse(Path file, SortedMap<String, String> texts) {
        SortedMap<String, Map<String, String>> functions = new TreeMap<>();
        texts.forEach((key, text) -> {
            if (isFunction(key)) {
                String name = name(key);
                String parameter = parameter(key);
                functions
                        .computeIfAbsent(name, _ -> new TreeMap<>())
                        .put(parameter, isFile(key) ? absolute(file, text) : text);
            }
        });
        List<RewardSpecification> specifications = new ArrayList<>();
        functions.forEach((name, parameters) -> {
            String weight = parameters.remove(WEIGHT);
            specifications.add(new RewardSpecification(
                    name, weightOf(file.toString(), name, weight == null ? "1" : weight), parameters));
        });
        return List.copyOf(specifications);
    }

    /** The jars and folders of {@code rewards.plugins}, absolute. */
    static List<Path> plugins(Path file, List<String> paths) {
        return paths.stream().map(path -> Path.of(absolute(file, path))).toList();
    }

    /**
     * Adds what all services must agree on: parameters as they are, scripts, rubrics and jars by their bytes, and
     * nothing of how a machine asks a function.
     */
    static void addShared(RunSettings settings, Map<String, String> shared) {
        settings.resolved().forEach((key, text) -> {
            if (isFunction(key) && !RewardSpecification.isOperation(name(key), parameter(key))) {
                shared.put(key, isFile(key) ? digest(settings.resolve(text)) : Secrets.shown(key, text));
            }
        });
        List<Path> plugins = settings.configuredRewards().plugins();
        if (!plugins.isEmpty()) {
            shared.put(
                    Keys.REWARD_PLUGINS.name(),
                    plugins.stream().allMatch(Files::exists)
                            ? plugins.stream().map(RewardsFromSettings::digests).collect(Collectors.joining(", "))
                            : NO_FILE);
        }
    }

    private static boolean isFunction(String key) {
        return key.startsWith(Keys.REWARDS_PREFIX) && !Keys.ALL.containsKey(key);
    }

    private static boolean isFile(String key) {
        return isFunction(key) && RewardSpecification.isFile(name(key), parameter(key));
    }

    private static String name(String key) {
        String rest = key.substring(Keys.REWARDS_PREFIX.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static String parameter(String key) {
        String rest = key.substring(Keys.REWARDS_PREFIX.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? WEIGHT : rest.substring(dot + 1);
    }

    private static String absolute(Path file, String path) {
        return RunSettings.resolve(file, path.strip())
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    private static String digest(Path file) {
        try {
            return "sha256:" + Digest.sha256().add(Files.readAllBytes(file)).hex();
        } catch (NoSuchFileException missing) {
            return NO_FILE;
        } catch (IOException e) {
            throw new UncheckedIOException("The file %s of a reward can't be read".formatted(file), e);
        }
    }

    private static String digests(Path path) {
        return PluginJars.digests(path).entrySet().stream()
                .map(jar -> "%s sha256:%s".formatted(jar.getKey(), jar.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static double weightOf(String source, String name, String text) {
        try {
            double weight = Double.parseDouble(text.strip());
            if (Double.isFinite(weight)) {
                return weight;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the sentence below
        }
        throw new SettingsException("%s: the value '%s' of %s%s is not a number (the reward function's weight)."
                .formatted(source, text, Keys.REWARDS_PREFIX, name));
    }
}
