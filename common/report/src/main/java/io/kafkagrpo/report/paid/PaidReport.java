package io.kafkagrpo.report.paid;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the highest-paid training completions have in common, beside all others of the same time.
 *
 * @param hints what stands out, in sentences, the most recent first; a person decides whether it is what was meant
 *     to be paid
 * @param windows the run's time in parts, by the weight version that began a completion
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PaidReport(List<String> hints, List<Window> windows) {
    public PaidReport {
        hints = List.copyOf(hints);
        windows = List.copyOf(windows);
    }

    /**
     * Completions of a few weight versions.
     *
     * @param fromVersion the first version
     * @param toVersion the last
     * @param completions that had a reward
     * @param sampled of them, which were looked at
     * @param reward from which on a completion is among the highest-paid: that of the top tenth
     * @param highest the highest-paid; null where too few were paid differently to be compared
     * @param others all others; null with it
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Window(
            long fromVersion,
            long toVersion,
            long completions,
            int sampled,
            double reward,
            @Nullable Side highest,
            @Nullable Side others) {}

    /**
     * One of the two sides of a comparison.
     *
     * @param share of the sampled completions
     * @param tokens in a completion, on average
     * @param repeating share that has some four words in a row three times or more
     * @param marked share that has markup: a tag more than once, a code fence, LaTeX, bold text or a heading
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Side(double share, double tokens, double repeating, double marked) {}
}
