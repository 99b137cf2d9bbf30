package io.kafkagrpo.report.lineage;

import io.kafkagrpo.record.Completion;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.ScoredGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group, from its prompt to what became of it.
 *
 * @param prompt as it was admitted
 * @param promptPartition where it was admitted
 * @param promptOffset where it was admitted; negative where it was copied from another run, as its scored group
 *     says
 * @param completions that arrived while the group has no end; empty afterwards, for the scored group holds them
 * @param scored its end; null while it has none
 * @param partition of its completions and its end; negative while it has no end
 * @param scoredOffset where its end lies; negative while it has none
 * @param decision what a step made of it; null where none did
 */
public record GroupLineage(
        PromptGroup prompt,
        int promptPartition,
        long promptOffset,
        List<Completion> completions,
        @Nullable ScoredGroup scored,
        int partition,
        long scoredOffset,
        @Nullable Decision decision) {

    /** What a step made of a group. */
    public sealed interface Decision {
        long step();
    }

    /**
     * The step trained on it.
     *
     * @param versionIn weight version that the step began with
     * @param versionOut that it made
     */
    public record Used(long step, long versionIn, long versionOut) implements Decision {}

    /** The step dropped it, for a reason in words. */
    public record Dropped(long step, String reason) implements Decision {}

    public GroupLineage {
        completions = List.copyOf(completions);
    }
}
