package io.kafkagrpo.report.rescore;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.kafkagrpo.report.Distribution;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What changed when a run's groups were scored again. Scores are those of training; what evaluations answered is
 * scored too, but counted apart.
 *
 * @param groups of training
 * @param evaluationGroups scored again beside them
 * @param completions of the training groups
 * @param completeBefore training groups that were complete
 * @param completeAfter training groups that are
 * @param functions by name, unweighted
 * @param total the weighted sums
 * @param advantages how they changed
 * @param mostChanged the groups whose advantages changed most, first of all
 * @param totalsBefore the same as in {@code total}, value by value
 * @param totalsAfter the same
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties({"totals_before", "totals_after"})
public record RescoreReport(
        long groups,
        long evaluationGroups,
        long completions,
        long completeBefore,
        long completeAfter,
        SortedMap<String, Pair> functions,
        Pair total,
        AdvantageChanges advantages,
        List<GroupChange> mostChanged,
        Distribution totalsBefore,
        Distribution totalsAfter) {

    /** One function's scores in the run and now; null where it was not asked. */
    public record Pair(@Nullable Scores before, @Nullable Scores after) {}

    /**
     * Over all completions that have an advantage before and after. Where the learner computes advantages of a
     * whole step, the total less the group's mean stands for it, whose sign is the same.
     *
     * @param compared completions
     * @param turned whose advantage was above 0 and is below, or the other way round
     * @param vanished that was not 0 and is
     * @param appeared that was 0 and is not
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record AdvantageChanges(long compared, long turned, long vanished, long appeared) {}

    /**
     * A group whose advantages changed.
     *
     * @param change mean of |advantage after − before| over its completions
     * @param turned completions whose advantage has another sign now
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record GroupChange(
            String group,
            String problem,
            String question,
            double meanBefore,
            double meanAfter,
            double change,
            int turned) {}
}
