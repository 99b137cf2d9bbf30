package io.kafkagrpo.data.hub;

import io.kafkagrpo.task.data.Split;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A data set of the hub as a configuration names it: {@code OWNER/NAME}, {@code OWNER/NAME:SPLIT} or
 * {@code OWNER/NAME:SUBSET/SPLIT}.
 *
 * @param repository OWNER/NAME
 * @param subset one of several data sets in a repository (a "config" of the hub); null for its main one
 * @param splits names of the split, the first one that is there counts
 */
public record HubDataName(String repository, @Nullable String subset, List<String> splits) {

    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*)(?::(?:([\\w.+-]+)/)?([\\w.+-]+))?");
    private static final Pattern FILE =
            Pattern.compile(".*\\.(jsonl|json|ndjson|csv|tsv|tab|txt|parquet|gz|zst|zstd|bz2|xz|zip|arrow)");

    /** Whether a name that no file has may be one of the hub. */
    public static boolean isOne(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && !FILE.matcher(matcher.group(1).toLowerCase(Locale.ROOT)).matches();
    }

    /** @param part which splits are meant where the name says none */
    public static HubDataName of(String name, Split part) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " is no name of a data set on the hub.");
        }
        List<String> splits = matcher.group(3) != null
                ? List.of(matcher.group(3))
                : part == Split.TRAIN ? List.of("train") : List.of("test", "validation");
        return new HubDataName(matcher.group(1), matcher.group(2), splits);
    }
}
