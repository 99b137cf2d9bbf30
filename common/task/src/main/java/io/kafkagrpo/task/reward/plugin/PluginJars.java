package io.kafkagrpo.task.reward.plugin;

import io.kafkagrpo.hash.Digest;
import io.kafkagrpo.task.reward.RewardConfigurationException;
import io.kafkagrpo.task.reward.RewardPlugin;
import io.kafkagrpo.task.reward.RewardRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** Finds reward functions in the jars of {@code rewards.plugins} and registers them. */
public final class PluginJars {
    private static final String SERVICE = "META-INF/services/" + RewardPlugin.class.getName();

    private PluginJars() {}

    /**
     * Registers every plugin of these jars.
     *
     * @param paths jars, or folders with jars in them
     * @throws RewardConfigurationException naming the jar that isn't there, can't be read or holds no plugin
     */
    public static void register(List<Path> paths, RewardRegistry registry) {
        for (Path path : paths) {
            for (Path jar : jars(path)) {
                register(jar, registry);
            }
        }
    }

    /** The jars that a path of {@code rewards.plugins} means: itself, or those of a folder, by name. */
    public static List<Path> jars(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new RewardConfigurationException(
                        "The folder %s of rewards.plugins holds no jar.".formatted(path));
            }
            return jars;
        } catch (IOException e) {
            throw new RewardConfigurationException(
                    "The folder %s of rewards.plugins can't be read: %s.".formatted(path, e.getMessage()), e);
        }
    }

    private static void register(Path jar, RewardRegistry registry) {
        byte[] bytes = bytes(jar);
        String identity = Digest.sha256().add(bytes).hex();
        for (RewardPlugin plugin : plugins(jar, bytes)) {
            String name = plugin.name();
            if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
                throw new RewardConfigurationException(
                        "A plugin of %s calls itself \"%s\"; allowed are letters, digits, '-' and '_'."
                                .formatted(jar, name));
            }
            Set<String> needed = Set.copyOf(plugin.parameters());
            for (String parameter : PluginReward.OPTIONAL.keySet()) {
                if (needed.contains(parameter)) {
                    throw new RewardConfigurationException(
                            "The plugin \"%s\" of %s has a parameter \"%s\", which every plugin has already; choose another name."
                                    .formatted(name, jar, parameter));
                }
            }
            try {
                registry.register(
                        name,
                        needed,
                        PluginReward.OPTIONAL,
                        (configured, values) -> PluginReward.open(configured, identity, plugin, values));
            } catch (IllegalArgumentException e) {
                throw new RewardConfigurationException(
                        "The plugin \"%s\" of %s can't be taken: %s".formatted(name, jar, e.getMessage()), e);
            }
        }
    }

    private static byte[] bytes(Path jar) {
        try {
            return Files.readAllBytes(jar);
        } catch (IOException e) {
            throw new RewardConfigurationException(
                    "rewards.plugins names %s, which isn't there or can't be read; allowed are jars and folders of jars."
                            .formatted(jar),
                    e);
        }
    }

    private static List<RewardPlugin> plugins(Path jar, byte[] bytes) {
        List<RewardPlugin> plugins = new ArrayList<>();
        try {
            JarLoader loader = new JarLoader(bytes, RewardPlugin.class.getClassLoader());
            if (loader.size() == 0) {
                throw new RewardConfigurationException("%s, of rewards.plugins, is no jar.".formatted(jar));
            }
            if (loader.bytes(SERVICE) == null) {
                throw new RewardConfigurationException(
                        "%s, of rewards.plugins, holds no plugin: there is no %s in it.".formatted(jar, SERVICE));
            }
            for (RewardPlugin plugin : ServiceLoader.load(RewardPlugin.class, loader)) {
                if (plugin.getClass().getClassLoader() == loader) {
                    plugins.add(plugin);
                }
            }
        } catch (IOException e) {
            throw new RewardConfigurationException(
                    "%s, of rewards.plugins, is no jar: %s.".formatted(jar, e.getMessage()), e);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new RewardConfigurationException(
                    "A plugin of %s can't be loaded: %s.".formatted(jar, e.getMessage()), e);
        }
        return plugins;
    }

    /** What {@link #register} would take, as one digest per jar; for comparing the files of two machines. */
    public static Map<String, String> digests(Path path) {
        Map<String, String> digests = new java.util.LinkedHashMap<>();
        jars(path)
                .forEach(jar -> digests.put(
                        String.valueOf(jar.getFileName()),
                        Digest.sha256().add(bytes(jar)).hex()));
        return digests;
    }
}
