package io.kafkagrpo.cli.argument;

import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes a resolved configuration as YAML with one flat, dotted key a line, which RunSettings reads back the same. */
public final class ResolvedYaml {
    private static final Set<String> BUILT_IN_DATA = Set.of("arithmetic", "addition");
    private static final Pattern PLAIN = Pattern.compile("-?\\d+(\\.\\d+)?|[a-zA-Z][a-zA-Z0-9/_-]*");
    private static final Set<String> YAML_WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private ResolvedYaml() {}

    /** Every key with its description before it; secrets are not shown. */
    public static String forPeople(RunSettings settings) {
        StringBuilder yaml = new StringBuilder();
        SortedMap<String, String> rest = new TreeMap<>(absolute(settings));
        Keys.ALL.forEach((name, key) -> {
            String text = rest.remove(name);
            yaml.append("# %s; %s%n".formatted(key.description(), allowed(key)));
            yaml.append(text == null ? "# %s:%n".formatted(name) : line(name, Secrets.shown(name, text)));
        });
        if (!rest.isEmpty()) {
            yaml.append("# reward functions and their weights, and settings of every Kafka client%n".formatted());
            rest.forEach((name, text) -> yaml.append(line(name, Secrets.shown(name, text))));
        }
        return yaml.toString();
    }

    /** Writes what the services read, for its owner's eyes alone. Passwords and keys of Kafka are not in it: a service gets them from its environment. */
    public static void write(Path file, RunSettings settings, Map<String, String> more) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
                Files.createFile(
                        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(draft, forServices(settings, more));
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be written.", e);
        }
    }

    /**
     * What the services read.
     *
     * @param more keys that win over the settings', such as the embedded broker's address
     */
    static String forServices(RunSettings settings, Map<String, String> more) {
        SortedMap<String, String> texts = new TreeMap<>(absolute(settings));
        texts.putAll(more);
        StringBuilder yaml = new StringBuilder(
                "# Written by ./grpo at every start; change the configuration that it was made from instead: %s%n"
                        .formatted(settings.file().toAbsolutePath()));
        texts.forEach((name, text) ->
                yaml.append(isKafkaSecret(name) ? "# %s: %s%n".formatted(name, Secrets.MASK) : line(name, text)));
        return yaml.toString();
    }

    private static boolean isKafkaSecret(String name) {
        return name.startsWith("kafka.") && Secrets.isSecret(name);
    }

    /** The resolved texts with absolute paths, for a service may run in another folder. */
    private static SortedMap<String, String> absolute(RunSettings settings) {
        SortedMap<String, String> texts = new TreeMap<>(settings.resolved());
        for (Key<String> key : List.of(Keys.MODEL, Keys.DATA_TRAIN, Keys.DATA_EVALUATE)) {
            texts.computeIfPresent(key.name(), (_, text) -> BUILT_IN_DATA.contains(text) ? text : path(settings, text));
        }
        texts.computeIfPresent(Keys.KAFKA_PROPERTIES_FILE.name(), (_, text) -> besideRoles(settings, text));
        return texts;
    }

    /** With the role still to be filled in, a name says nothing about what exists: the folder does. */
    private static String besideRoles(RunSettings settings, String text) {
        Path file = Path.of(text);
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        return settings.resolve(folder.toString())
                .resolve(String.valueOf(file.getFileName()))
                .toAbsolutePath()
                .normalize()
                .toString();
    }

    private static String path(RunSettings settings, String text) {
        Path path = settings.resolve(text);
        return Files.exists(path) ? path.toAbsolutePath().normalize().toString() : text;
    }

    private static String allowed(Key<?> key) {
        String presence = key.presence() == Key.Presence.REQUIRED ? ", required" : "";
        return key.defaultText() == null
                ? key.allowed() + presence
                : "%s, default %s".formatted(key.allowed(), key.defaultText());
    }

    private static String line(String name, String text) {
        return "%s: %s%n".formatted(name, scalar(text));
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !YAML_WORDS.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : quoted(text);
    }

    /** A double-quoted scalar of YAML 1.2, whose escapes include JSON's. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                        quoted.append("\\u%04x".formatted(c));
                    } else {
                        quoted.append((char) c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
