package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.record.MetricNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What short names mean, in a sentence. */
final class Words {
    private static final Map<String, String> CAUSES = Map.of(
            "stale", "Its oldest token was sampled by weights that are too old (max-staleness).",
            "zero_variance", "All its rewards are equal, so it teaches nothing.",
            "too_few_rewards", "Fewer than two of its rewards are known.",
            "failed", "It ended without enough members, or its record can't be read.");

    private static final Map<String, String> METRICS = Map.ofEntries(
            Map.entry(MetricNames.REWARD, "Mean of the completions' total rewards."),
            Map.entry("reward/std", "Their standard deviation."),
            Map.entry(MetricNames.ACCURACY, "Share of right answers among the step's samples."),
            Map.entry("advantage/mean", "Near 0 by construction: an advantage compares within the group."),
            Map.entry("groups/zero_variance", "Share of groups whose rewards are all equal."),
            Map.entry("rows/passed", "Completions that went through forward and backward."),
            Map.entry("tokens/trained", "Completion tokens that the step trained on."),
            Map.entry("tokens/generated", "Completion tokens of the batch."));

    private Words() {}

    static String cause(@Nullable String cause) {
        return cause == null ? "" : CAUSES.getOrDefault(cause, "");
    }

    /** Of a metric's own, else of the figure that draws it. */
    static String metric(String name) {
        String own = METRICS.get(name);
        return own != null ? own : Figure.drawing(name).map(Figure::help).orElse("");
    }

    /** A whole number of a configuration; another value where it is none. */
    static long number(String text, long otherwise) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
