package io.kafkagrpo.data.hub;

import io.kafkagrpo.task.data.DatasetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a split's files among a repository's: by what its README declares, else by their names, much as the hub's
 * own library does.
 */
public final class RepositoryFiles {

    private static final Pattern DATA =
            Pattern.compile(".*\\.(parquet|(jsonl|json|ndjson|csv|tsv)(\\.(gz|zst))?)", Pattern.CASE_INSENSITIVE);
    /** JSON files that describe a data set, and hold no rows of it. */
    private static final Set<String> DESCRIPTIONS =
            Set.of("config.json", "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json");

    private static final Pattern SHARD = Pattern.compile("-(\\d{5})-of-(\\d{5})");
    private static final Map<String, List<String>> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("train", List.of("train", "training"));
        WORDS.put("validation", List.of("validation", "valid", "val", "dev"));
        WORDS.put("test", List.of("test", "testing", "eval", "evaluation"));
    }

    private final HubDataName name;
    private final List<String> files;
    private final DatasetCard card;

    private RepositoryFiles(HubDataName name, List<String> files, DatasetCard card) {
        this.name = name;
        this.files = files;
        this.card = card;
    }

    /**
     * The files of a split, in their order.
     *
     * @param all the repository's files
     * @param readme its README.md; empty where it has none
     * @throws DatasetException naming the splits or subsets that there are
     */
    public static List<String> of(HubDataName name, List<String> all, String readme) {
        List<String> data =
                all.stream().filter(RepositoryFiles::isData).sorted().toList();
        if (data.isEmpty()) {
            throw new DatasetException(
                    "The data set %s of the hub has no file that is read (JSON lines, JSON, CSV, TSV, Parquet); it has %s."
                            .formatted(name.repository(), all.stream().limit(8).collect(Collectors.joining(", "))));
        }
        return new RepositoryFiles(name, data, DatasetCard.of(name, readme)).find();
    }

    private static boolean isData(String file) {
        String[] parts = file.split("/");
        return DATA.matcher(file).matches()
                && !DESCRIPTIONS.contains(parts[parts.length - 1])
                && Stream.of(parts).noneMatch(part -> part.startsWith("."));
    }

    /** Whether all parts of files that are cut into parts are there. */
    public static boolean areWhole(List<String> files) {
        return files.stream().allMatch(file -> {
            Matcher shard = SHARD.matcher(file);
            if (!shard.find()) {
                return true;
            }
            int count = Integer.parseInt(shard.group(2));
            return IntStream.range(0, count)
                    .mapToObj(part -> file.substring(0, shard.start())
                            + "-%05d-of-%s".formatted(part, shard.group(2))
                            + file.substring(shard.end()))
                    .allMatch(files::contains);
        });
    }

    private List<String> find() {
        Map<String, List<String>> splits = card.isEmpty() ? byNames() : declared();
        for (String wanted : name.splits()) {
            List<String> found = splits.getOrDefault(wanted, List.of());
            if (!found.isEmpty()) {
                return found;
            }
        }
        List<String> present = splits.entrySet().stream()
                .filter(split -> !split.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        throw new DatasetException("The data set %s of the hub has no split %s; it has %s, and %s:SPLIT names one."
                .formatted(
                        name.repository(),
                        String.join(" or ", name.splits()),
                        present.isEmpty() ? "none" : String.join(", ", present),
                        name.repository()));
    }

    private Map<String, List<String>> declared() {
        DatasetCard.Subset subset = card.subset(name);
        Map<String, List<String>> splits = new LinkedHashMap<>();
        subset.patterns().forEach((split, patterns) -> splits.put(split, matching(patterns)));
        // patterns without splits' names leave these to the files' names
        return splits.containsKey("") ? byNames(splits.getOrDefault("", List.of())) : splits;
    }

    private List<String> matching(List<String> patterns) {
        List<String> found = new ArrayList<>();
        for (String pattern : patterns) {
            Pattern glob = glob(pattern);
            files.stream()
                    .filter(file -> glob.matcher(file).matches() && !found.contains(file))
                    .forEach(found::add);
        }
        return found;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    private Map<String, List<String>> byNames() {
        String subset = name.subset();
        List<String> candidates = subset == null
                ? files
                : files.stream()
                        .filter(file -> file.startsWith(subset + "/") || file.contains("/" + subset + "/"))
                        .toList();
        if (candidates.isEmpty()) {
            throw new DatasetException("The data set %s of the hub has no subset %s; its files are %s."
                    .formatted(
                            name.repository(), subset, files.stream().limit(8).collect(Collectors.joining(", "))));
        }
        return byNames(candidates);
    }

    private Map<String, List<String>> byNames(List<String> all) {
        Map<String, List<String>> splits = new LinkedHashMap<>();
        WORDS.keySet()
                .forEach(split -> splits.put(
                        split,
                        ofOneFormat(all.stream()
                                .filter(file -> split.equals(splitOf(file)))
                                .toList())));
        boolean none = splits.values().stream().allMatch(List::isEmpty);
        return none ? Map.of("train", ofOneFormat(all)) : splits;
    }

    /** The same rows often lie there in several formats. */
    private static List<String> ofOneFormat(List<String> files) {
        List<String> parquet =
                files.stream().filter(file -> file.endsWith(".parquet")).toList();
        return parquet.isEmpty() ? files : parquet;
    }

    /**
     * The one split that a file belongs to, by its own name, else by that of a folder, the nearest first; null
     * where none says so, or where several do and none of them is asked for. A file in two splits would bring
     * held-out rows into training.
     */
    private @Nullable String splitOf(String file) {
        List<String> parts = List.of(file.split("/")).reversed();
        for (String part : parts) {
            List<String> splits = WORDS.entrySet().stream()
                    .filter(split -> split.getValue().stream().anyMatch(word -> hasWord(part, word)))
                    .map(Map.Entry::getKey)
                    .toList();
            if (splits.size() > 1 && splits.stream().noneMatch(name.splits()::contains)) {
                return null;
            }
            if (splits.size() > 1) {
                throw new DatasetException(
                        "The file %s of the hub's data set %s could be of the splits %s by its name; name the subset or split that its README declares."
                                .formatted(file, name.repository(), String.join(" and ", splits)));
            }
            if (!splits.isEmpty()) {
                return splits.getFirst();
            }
        }
        return null;
    }

    private static boolean hasWord(String file, String word) {
        return Pattern.compile("(?<![a-z])" + word + "(?![a-z])")
                .matcher(file.toLowerCase(Locale.ROOT))
                .find();
    }
}
