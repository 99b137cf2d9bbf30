package io.kafkagrpo.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.kafkagrpo.report.paid.PaidReport;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished run in figures, all read from its topics, so that a run which was interrupted and resumed
 * reports the same.
 *
 * @param accuracyBefore share of held-out problems that the initial weights solve, by the first evaluation;
 *     null without evaluation
 * @param accuracyAfter the same by the last evaluation
 * @param rewardBefore mean reward of the training samples over the first ten steps (or the first half, of
 *     fewer than twenty)
 * @param rewardAfter the same over as many last steps
 * @param steps training steps committed
 * @param wallSeconds from RunStarted to RunFinished by the learner's clock; pauses between sessions are included
 * @param prompts distinct groups admitted, of training and evaluation
 * @param completions distinct (group, index) that were finished, of training and evaluation; what was sampled
 *     again counts once
 * @param groupsScored distinct groups that ended in scored-groups, of training and evaluation, complete or failed
 * @param groupsTrained distinct groups that a step used
 * @param groupsDropped groups that the learner decided not to use, by reason
 * @param tokensGenerated tokens of all finished completions, those that were sampled again included
 * @param tokensTrained tokens of the used groups' completions that have an advantage
 * @param weightVersions versions of the weights that were published, the initial ones included
 * @param maxStalenessSeen the largest staleness of a used group: the step's input version less the version of
 *     its oldest token
 * @param weightsSha256 of the final weights, as RunFinished says
 * @param simulatedTokenLatencyMs what a decode step took at least, where that was simulated; the run's times then
 *     describe no real machine
 * @param foreignRecords records of the topics steps, prompts, completions, scored-groups and weight-versions that
 *     are none of the run's, or not what their topic holds; null where there are none
 * @param goneOffsets offsets that are gone from the beginning of completions and scored-groups, by topic, so the
 *     counts are of what is left; null where all is there
 * @param highestPaid what the highest-paid training completions have in common; null where none has a reward
 * @param forkedFrom the run that it goes on from; null where it began with a model
 */
@JsonPropertyOrder({
    "accuracy_before",
    "accuracy_after",
    "reward_before",
    "reward_after",
    "steps",
    "wall_s",
    "prompts",
    "completions",
    "groups_scored",
    "groups_trained",
    "groups_dropped",
    "tokens_generated",
    "tokens_trained",
    "weight_versions",
    "max_staleness_seen",
    "weights_sha256",
    "simulated_token_latency_ms",
    "foreign_records",
    "gone_offsets",
    "highest_paid",
    "forked_from"
})
public record RunReport(
        @JsonProperty("accuracy_before") @Nullable Double accuracyBefore,
        @JsonProperty("accuracy_after") @Nullable Double accuracyAfter,
        @JsonProperty("reward_before") @Nullable Double rewardBefore,
        @JsonProperty("reward_after") @Nullable Double rewardAfter,
        @JsonProperty("steps") long steps,
        @JsonProperty("wall_s") double wallSeconds,
        @JsonProperty("prompts") long prompts,
        @JsonProperty("completions") long completions,
        @JsonProperty("groups_scored") long groupsScored,
        @JsonProperty("groups_trained") long groupsTrained,
        @JsonProperty("groups_dropped") SortedMap<String, Long> groupsDropped,
        @JsonProperty("tokens_generated") long tokensGenerated,
        @JsonProperty("tokens_trained") long tokensTrained,
        @JsonProperty("weight_versions") long weightVersions,
        @JsonProperty("max_staleness_seen") long maxStalenessSeen,
        @JsonProperty("weights_sha256") String weightsSha256,

        @JsonProperty("simulated_token_latency_ms") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Double simulatedTokenLatencyMs,

        @JsonProperty("foreign_records") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Long foreignRecords,

        @JsonProperty("gone_offsets") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        SortedMap<String, Long> goneOffsets,

        @JsonProperty("highest_paid") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        PaidReport highestPaid,

        @JsonProperty("forked_from") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        ForkPoint forkedFrom) {

    /** A run, and the step of it after which another began. */
    public record ForkPoint(
            @JsonProperty("run") String run,
            @JsonProperty("step") long step) {}
}
