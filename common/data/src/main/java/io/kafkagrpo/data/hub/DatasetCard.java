package io.kafkagrpo.data.hub;

import io.kafkagrpo.task.data.DatasetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** What the head of a data set's README declares: its subsets ("configs"), and the files of their splits. */
record DatasetCard(List<Subset> subsets) {

    /**
     * One data set of a repository.
     *
     * @param main whether the repository calls it its default
     * @param patterns file patterns by split; under the empty name those that no split was declared for
     */
    record Subset(String name, boolean main, Map<String, List<String>> patterns) {}

    private static final String FENCE = "---";

    boolean isEmpty() {
        return subsets.isEmpty();
    }

    /**
     * Reads a README; one without a head, or whose head declares no files, has no subsets.
     *
     * @throws DatasetException where the head is no YAML
     */
    static DatasetCard of(HubDataName name, String readme) {
        String text = readme.startsWith("\uFEFF") ? readme.substring(1) : readme;
        int end = text.indexOf("\n" + FENCE, FENCE.length());
        if (!text.startsWith(FENCE) || end < 0) {
            return new DatasetCard(List.of());
        }
        Object head;
        try {
            head = new Yaml(new SafeConstructor(new LoaderOptions())).load(text.substring(FENCE.length(), end));
        } catch (YAMLException e) {
            throw new DatasetException(
                    "The head of README.md of the hub's data set %s, which says what its files are, is no YAML%s; download its files, and name them."
                            .formatted(name.repository(), line(e)),
                    e);
        }
        List<Subset> subsets = new ArrayList<>();
        if (head instanceof Map<?, ?> keys && keys.get("configs") instanceof List<?> configs) {
            configs.forEach(config -> {
                if (config instanceof Map<?, ?> entry) {
                    Object named = entry.get("config_name");
                    subsets.add(new Subset(
                            named == null ? "default" : String.valueOf(named),
                            Boolean.TRUE.equals(entry.get("default")),
                            files(entry)));
                }
            });
        }
        return new DatasetCard(List.copyOf(subsets));
    }

    private static String line(YAMLException broken) {
        Mark mark = broken instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
        return mark == null ? "" : " (line %d)".formatted(mark.getLine() + 1);
    }

    /** The files that a subset declares, else all of its folder. */
    private static Map<String, List<String>> files(Map<?, ?> entry) {
        if (entry.get("data_files") != null) {
            return patterns(entry.get("data_files"));
        }
        Object folder = entry.get("data_dir");
        return Map.of("", List.of(folder == null ? "**" : String.valueOf(folder).replaceAll("/+$", "") + "/**"));
    }

    private static Map<String, List<String>> patterns(@Nullable Object declared) {
        Map<String, List<String>> patterns = new LinkedHashMap<>();
        switch (declared) {
            case String one -> patterns.put("", List.of(one));
            case Map<?, ?> bySplit ->
                bySplit.forEach((split, files) -> patterns.put(String.valueOf(split), texts(files)));
            case List<?> list ->
                list.forEach(each -> {
                    if (each instanceof Map<?, ?> entry) {
                        patterns.computeIfAbsent(String.valueOf(entry.get("split")), _ -> new ArrayList<>())
                                .addAll(texts(entry.get("path")));
                    } else {
                        patterns.computeIfAbsent("", _ -> new ArrayList<>()).addAll(texts(each));
                    }
                });
            case null, default -> {}
        }
        return patterns;
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    /**
     * The subset that a name means: the one it names, else the default one, or the one called default or main, or
     * the only one.
     */
    Subset subset(HubDataName name) {
        String wanted = name.subset();
        for (Subset subset : subsets) {
            if (wanted != null ? subset.name().equals(wanted) : subset.main()) {
                return subset;
            }
        }
        if (wanted == null) {
            for (Subset subset : subsets) {
                if (subsets.size() == 1
                        || subset.name().equals("default")
                        || subset.name().equals("main")) {
                    return subset;
                }
            }
        }
        throw new DatasetException(
                "The data set %s of the hub has %s; it has the subsets %s, and %s:SUBSET/SPLIT names one."
                        .formatted(
                                name.repository(),
                                wanted == null ? "several subsets and no main one" : "no subset " + wanted,
                                subsets.stream().map(Subset::name).collect(Collectors.joining(", ")),
                                name.repository()));
    }
}
