package io.kafkagrpo.report.rescore;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kafkagrpo.report.Distribution;
import org.jspecify.annotations.Nullable;

/**
 * The values of one reward function, or of the totals.
 *
 * @param values how many there are
 * @param missing completions without one
 * @param missingBecause why the last of these has none; null where none is missing
 * @param mean null, like all that follow, where there is no value
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Scores(
        int values,
        long missing,
        @Nullable String missingBecause,
        @Nullable Double mean,
        @Nullable Double std,
        @Nullable Double min,
        @Nullable Double lowerQuartile,
        @Nullable Double median,
        @Nullable Double upperQuartile,
        @Nullable Double max) {

    static Scores of(Distribution distribution, long missing, @Nullable String because) {
        boolean none = distribution.isEmpty();
        return new Scores(
                distribution.ordered().length,
                missing,
                because,
                none ? null : (Double) distribution.mean(),
                none ? null : (Double) distribution.standardDeviation(),
                none ? null : (Double) distribution.quantile(0),
                none ? null : (Double) distribution.quantile(0.25),
                none ? null : (Double) distribution.quantile(0.5),
                none ? null : (Double) distribution.quantile(0.75),
                none ? null : (Double) distribution.quantile(1));
    }
}
