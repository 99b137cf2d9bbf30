package io.kafkagrpo.cli.argument;

import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RewardsFromSettings;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.Secrets;
import io.kafkagrpo.task.data.Dataset;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Writes a resolved configuration as YAML with one flat, dotted key a line, which RunSettings reads back the same.
 */
public final class ResolvedYaml {
    private final List<NodeTuple> entries = new ArrayList<>();
    private final List<CommentLine> comments = new ArrayList<>();

    private ResolvedYaml() {}

    /** Every key with its description before it; secrets are not shown. */
    public static String forPeople(RunSettings settings) {
        ResolvedYaml yaml = new ResolvedYaml();
        SortedMap<String, String> rest = new TreeMap<>(absolute(settings));
        Keys.ALL.forEach((name, key) -> {
            yaml.comment("%s; %s".formatted(key.description(), allowed(key)));
            String text = rest.remove(name);
            if (text == null) {
                yaml.comment(name + ":");
            } else {
                yaml.entry(name, Secrets.shown(name, text));
            }
        });
        if (!rest.isEmpty()) {
            yaml.comment("reward functions and their weights, and settings of every Kafka client");
        }
        rest.forEach((name, text) -> yaml.entry(name, Secrets.shown(name, text)));
        return yaml.written();
    }

    /**
     * Writes what the services read, for its owner's eyes alone. Passwords and keys of Kafka are not in it: a
     * service gets them from its environment.
     */
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
     * Writes a configuration that a person may go on with; Kafka's passwords and keys are not in it.
     *
     * @param origin what the first line says of it
     * @param kept which of the settings' keys
     * @param more keys that win over the settings'
     */
    public static void writeDerived(
            Path file, String origin, RunSettings settings, Predicate<String> kept, Map<String, String> more) {
        SortedMap<String, String> texts = new TreeMap<>(absolute(settings));
        texts.keySet().removeIf(kept.negate());
        texts.putAll(more);
        try {
            Files.writeString(file, written(origin, texts));
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
        return written(
                "Written by ./grpo at every start; change the configuration that it was made from instead: "
                        + settings.file().toAbsolutePath(),
                texts);
    }

    private static String written(String origin, SortedMap<String, String> texts) {
        ResolvedYaml yaml = new ResolvedYaml();
        yaml.comment(origin);
        texts.forEach((name, text) -> {
            if (isKafkaSecret(name)) {
                yaml.comment("%s: %s".formatted(name, Secrets.MASK));
            } else {
                yaml.entry(name, text);
            }
        });
        return yaml.written();
    }

    private static boolean isKafkaSecret(String name) {
        return name.startsWith("kafka.") && Secrets.isSecret(name);
    }

    /** The resolved texts with absolute paths, for a service may run in another folder. */
    private static SortedMap<String, String> absolute(RunSettings settings) {
        SortedMap<String, String> texts = new TreeMap<>(settings.resolved());
        for (Key<String> key : List.of(Keys.MODEL, Keys.DATA_TRAIN, Keys.DATA_EVALUATE)) {
            texts.computeIfPresent(key.name(), (_, text) -> Dataset.isBuiltIn(text) ? text : path(settings, text));
        }
        RewardsFromSettings.makePathsAbsolute(settings, texts);
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

    /** A line before the next entry. */
    private void comment(String line) {
        comments.add(new CommentLine(null, null, " " + line, CommentType.BLOCK));
    }

    private void entry(String name, String text) {
        ScalarNode key = new ScalarNode(Tag.STR, name, null, null, DumperOptions.ScalarStyle.PLAIN);
        key.setBlockComments(List.copyOf(comments));
        comments.clear();
        // PLAIN gives way to quotes where it must; a text of several lines is easier to read with \n in it.
        DumperOptions.ScalarStyle style =
                text.contains("\n") ? DumperOptions.ScalarStyle.DOUBLE_QUOTED : DumperOptions.ScalarStyle.PLAIN;
        entries.add(new NodeTuple(key, new ScalarNode(tag(text), text, null, null, style)));
    }

    /**
     * A number, if YAML gives its very text back; else a text, quoted where YAML would take it for something else.
     */
    private static Tag tag(String text) {
        if (!text.matches("-?[0-9.]+")) {
            return Tag.STR;
        }
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        boolean same = text.equals(String.valueOf(read));
        return switch (read) {
            case Integer _, Long _ when same -> Tag.INT;
            case Double _ when same -> Tag.FLOAT;
            case null, default -> Tag.STR;
        };
    }

    private String written() {
        DumperOptions options = new DumperOptions();
        options.setProcessComments(true);
        options.setSplitLines(false);
        MappingNode mapping = new MappingNode(Tag.MAP, entries, DumperOptions.FlowStyle.BLOCK);
        mapping.setEndComments(List.copyOf(comments));
        StringWriter yaml = new StringWriter();
        new Yaml(options).serialize(mapping, yaml);
        return yaml.toString();
    }
}
