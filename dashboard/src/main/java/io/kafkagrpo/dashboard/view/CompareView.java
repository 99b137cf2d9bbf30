package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.RunStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side.
 *
 * @param first in the list
 * @param second beside it
 * @param differences of their configurations
 * @param equal how many keys are equal
 */
public record CompareView(RunRow first, RunRow second, List<Figure> figures, List<Difference> differences, long equal) {
    /** A key whose values differ; a dash where a run has none. */
    public record Difference(String key, String first, String second) {}

    public static CompareView of(
            RunRow first, Map<String, String> ofFirst, RunRow second, Map<String, String> ofSecond) {
        TreeSet<String> keys = new TreeSet<>(ofFirst.keySet());
        keys.addAll(ofSecond.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            String one = ofFirst.getOrDefault(key, "–");
            String other = ofSecond.getOrDefault(key, "–");
            if (!Objects.equals(one, other)) {
                differences.add(new Difference(key, one, other));
            }
        }
        return new CompareView(first, second, Figure.ALL, differences, keys.size() - differences.size());
    }

    /** Both runs. */
    public List<RunRow> rows() {
        return List.of(first, second);
    }

    /** A run's resolved configuration, as a page may show it. */
    public static SortedMap<String, String> configuration(@Nullable RunStarted started) {
        SortedMap<String, String> shown = new TreeMap<>();
        if (started != null) {
            started.getConfigurationMap()
                    .forEach((key, value) -> shown.put(
                            VisibleText.line(key, VisibleText.LONGEST_LINE),
                            VisibleText.line(value, VisibleText.LONGEST_LINE)));
        }
        return shown;
    }
}
