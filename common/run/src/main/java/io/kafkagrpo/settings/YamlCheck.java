package io.kafkagrpo.settings;

import io.kafkagrpo.keep.Keeping;
import io.kafkagrpo.task.text.NearestName;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a configuration file may be of all that YAML allows: one document, a mapping, each key once, lists of plain
 * values. All else would be taken for something that its author did not mean, or for nothing.
 */
final class YamlCheck {
    /** Far more than any configuration has; aliases within aliases can stand for millions. */
    private static final int MOST_VALUES = 10_000;

    private final Path file;
    private final Set<Integer> open = new TreeSet<>();
    private int values;

    private YamlCheck(Path file) {
        this.file = file;
    }

    /**
     * Checks a file's text.
     *
     * @throws SettingsException naming the line, the key and what is allowed
     */
    static void refuse(Path file, String text) {
        LoaderOptions options = new LoaderOptions();
        // Aliases are counted here by what they stand for, not by how many there are.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        try {
            Iterator<Node> documents =
                    new Yaml(options).composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                throw new SettingsException(
                        file + " is empty; a configuration has keys with values, such as 'steps: 100'.");
            }
            Node document = documents.next();
            if (documents.hasNext()) {
                throw new SettingsException(
                        "%s has a second document, which begins in line %d; a configuration is one document, so take '---' away or split the file."
                                .formatted(file, line(documents.next())));
            }
            if (!(document instanceof MappingNode mapping)) {
                throw new SettingsException("%s is %s, but a configuration has keys with values, such as 'steps: 100'."
                        .formatted(file, document instanceof SequenceNode ? "a list" : "a single value"));
            }
            new YamlCheck(file).mapping("", mapping);
        } catch (MarkedYAMLException e) {
            throw new SettingsException("%s is not valid YAML in line %d, column %d: %s."
                    .formatted(
                            file,
                            e.getProblemMark().getLine() + 1,
                            e.getProblemMark().getColumn() + 1,
                            e.getProblem()));
        } catch (YAMLException e) {
            String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new SettingsException("%s is not valid YAML: %s.".formatted(file, words));
        }
    }

    /**
     * Checks the names of keys.
     *
     * @throws SettingsException naming the first that is none, and the nearest, or why there is none of that name
     */
    static void refuseUnknown(Path file, Set<String> names) {
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            boolean free = name.startsWith(Keys.REWARDS_PREFIX)
                    || name.startsWith(Keys.TEMPLATE_VARIABLES_PREFIX)
                    || name.startsWith(Keys.MATCH_SETTINGS_PREFIX)
                    || Keys.CLIENT_PREFIXES.stream().anyMatch(name::startsWith);
            if (!free && !Keys.ALL.containsKey(name)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            String first = unknown.getFirst();
            throw new SettingsException(Keeping.refusal(first)
                    .map(reason -> "%s: %s.".formatted(file, reason))
                    .orElseGet(() -> "%s: there is no key '%s'; the nearest one is '%s'."
                            .formatted(file, first, NearestName.of(first, new TreeSet<>(Keys.ALL.keySet())))));
        }
    }

    private void mapping(String prefix, MappingNode mapping) {
        enter(mapping);
        Map<String, Integer> lines = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new SettingsException("%s: a key in line %d is a list or a mapping, but must be a word."
                        .formatted(file, line(entry.getKeyNode())));
            }
            String name = prefix + key.getValue();
            Integer before = lines.put(key.getValue(), line(key));
            if (before != null) {
                throw new SettingsException(
                        "%s: the key '%s' stands twice, in line %d and in line %d; keep one of them."
                                .formatted(file, name, before, line(key)));
            }
            value(key.getTag().equals(Tag.MERGE) ? prefix : name + ".", name, entry.getValueNode());
        }
        leave(mapping);
    }

    private void value(String prefix, String name, Node node) {
        count(node);
        switch (node) {
            case MappingNode section -> mapping(prefix, section);
            case SequenceNode list -> list(name, list);
            default -> {
                // a plain value, which its key's own limits check
                if (name.equals("rewards")) {
                    throw noRewards(node, "a single value");
                }
            }
        }
    }

    private SettingsException noRewards(Node node, String kind) {
        return new SettingsException(
                "%s: rewards, in line %d, is %s, but is written as names with weights, such as 'rewards: {correctness: 1, format: 0.5}'."
                        .formatted(file, line(node), kind));
    }

    private void list(String name, SequenceNode list) {
        enter(list);
        if (name.equals("rewards")) {
            throw noRewards(list, "a list");
        }
        for (Node item : list.getValue()) {
            count(item);
            if (item instanceof SequenceNode) {
                throw new SettingsException("%s: %s has a list within a list, in line %d, but takes plain values."
                        .formatted(file, name, line(item)));
            }
            if (item instanceof MappingNode section) {
                mapping(name + "[].", section);
            }
        }
        leave(list);
    }

    private void enter(Node node) {
        if (!open.add(System.identityHashCode(node))) {
            throw new SettingsException("%s: the anchor of line %d refers to itself; a configuration can't hold itself."
                    .formatted(file, line(node)));
        }
    }

    private void leave(Node node) {
        open.remove(System.identityHashCode(node));
    }

    private void count(Node node) {
        values++;
        if (values > MOST_VALUES) {
            throw new SettingsException(
                    "%s has more than %d values by line %d (aliases within aliases?); a configuration needs far fewer."
                            .formatted(file, MOST_VALUES, line(node)));
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
