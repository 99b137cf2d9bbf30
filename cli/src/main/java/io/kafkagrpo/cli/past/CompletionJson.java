package io.kafkagrpo.cli.past;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.record.Finished;
import io.kafkagrpo.record.FormerScores;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.RewardValue;
import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.VersionRun;
import io.kafkagrpo.report.lineage.GroupLineage.Decision;
import io.kafkagrpo.report.lineage.GroupLineage.Dropped;
import io.kafkagrpo.report.lineage.GroupLineage.Used;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A scored completion as one line of JSON, with all that is known of it, for other tools. */
final class CompletionJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private CompletionJson() {}

    static String line(PromptGroup prompt, ScoredCompletion member, @Nullable Decision decision) {
        return line(prompt, member, null, decision);
    }

    /** The same with the scores that it had before it was scored again. */
    static String line(
            PromptGroup prompt, ScoredCompletion member, @Nullable FormerScores former, @Nullable Decision decision) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("group", prompt.getGroupId())
                .put("problem", prompt.getProblemId())
                .put("question", prompt.getQuestion())
                .put("reference", prompt.getReferenceAnswer())
                .put("index", member.getIndex());
        decide(json, decision);
        json.put("reward", member.hasTotal() ? (Double) member.getTotal() : null);
        json.put("advantage", member.hasAdvantage() ? (Double) member.getAdvantage() : null);
        if (former != null) {
            json.put("reward_before", former.hasTotal() ? (Double) former.getTotal() : null);
            json.put("advantage_before", former.hasAdvantage() ? (Double) former.getAdvantage() : null);
        }
        json.put("correct", member.hasCorrect() ? (Boolean) member.getCorrect() : null);
        rewards(json, member);
        if (member.hasFinished()) {
            finished(json, member.getFinished());
        } else {
            json.put("failed_because", member.getFailedBecause());
        }
        return json.put("generator", member.getGeneratorId())
                .put("started_at_ms", member.getStartedAtMs())
                .put("finished_at_ms", member.getFinishedAtMs())
                .toString();
    }

    private static void decide(ObjectNode json, @Nullable Decision decision) {
        switch (decision) {
            case Used used ->
                json.put("step", used.step())
                        .put("version_in", used.versionIn())
                        .put("version_out", used.versionOut());
            case Dropped dropped ->
                json.put("dropped_by_step", dropped.step()).put("dropped_because", dropped.reason());
            case null -> json.putNull("step");
        }
    }

    private static void rewards(ObjectNode json, ScoredCompletion member) {
        ArrayNode rewards = json.putArray("rewards");
        for (RewardValue reward : member.getRewardsList()) {
            ObjectNode one =
                    rewards.addObject().put("function", reward.getFunction()).put("weight", reward.getWeight());
            if (reward.hasValue()) {
                one.put("value", reward.getValue());
            } else {
                one.put("missing_because", reward.getMissingBecause());
            }
        }
    }

    private static void finished(ObjectNode json, Finished finished) {
        json.put("text", finished.getText())
                .put("tokens", finished.getTokenIdsCount())
                .put("finish_reason", finished.getFinishReason().name().toLowerCase(Locale.ROOT));
        ArrayNode versions = json.putArray("versions");
        for (VersionRun run : finished.getVersionsList()) {
            versions.addObject().put("version", run.getVersion()).put("from_token", run.getFromToken());
        }
    }
}
